package dev.clientintents.operator;

import dev.clientintents.api.ObservedState;
import dev.clientintents.kube.ObjectApi;
import dev.clientintents.learn.traffic.TrafficSorting;
import dev.clientintents.operator.http.TrafficEndpoint;
import dev.clientintents.operator.watch.AddressWatch;
import dev.clientintents.operator.watch.TrafficFeed;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.write.TrafficWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/** The part of the operator that takes what the agents of nodes see, and keeps it. Nothing else depends on it. */
final class TrafficObservation implements AutoCloseable {

    private final AddressWatch addresses;
    private final TrafficWriter writer;
    private final TrafficEndpoint endpoint;

    TrafficObservation(
            KubernetesClient client,
            Settings settings,
            ObserveSettings observe,
            SSLContext tls,
            SharedGraph graph,
            StartupBarrier barrier,
            OperatorMetrics metrics) {
        var feed = new TrafficFeed(graph, Clock.systemUTC());
        this.addresses =
                new AddressWatch(new ObjectApi(client), feed, settings.scope().watched());
        this.writer = new TrafficWriter(client, settings.scope().watched(), feed, barrier, metrics);
        this.endpoint = new TrafficEndpoint(
                client,
                observe.port(),
                tls,
                "system:serviceaccount:" + settings.namespace() + ":" + observe.account(),
                feed,
                () -> barrier.isOpen() && writer.isLoaded() && addresses.isComplete(),
                Clock.systemUTC());
        register(feed, metrics);
    }

    private void register(TrafficFeed feed, OperatorMetrics metrics) {
        metrics.gauge("observed_nodes", "Nodes whose agents told something within five minutes", feed::watchedNodes);
        metrics.gauge(
                "observed_nodes_blind",
                "Nodes whose agents have nothing to tell, because the kernel has no file of connections",
                feed::blindNodes);
        for (ObservedState state : ObservedState.values()) {
            metrics.gauge(
                    "observed_connections_" + state.name().toLowerCase(Locale.ROOT),
                    "Connections that were seen and are kept, of the state " + state,
                    () -> feed.connections(state));
        }
        metrics.gauge("observed_scans", "Clients that called more than anything calls", feed::scans);
        metrics.gauge(
                "observed_records_dropped",
                "What agents told and is not kept, since the start: probes, replicas, what both nodes told, what is unknown",
                () -> Arrays.stream(TrafficSorting.Dropped.values())
                        .mapToLong(feed::dropped)
                        .sum());
        metrics.gauge(
                "observed_requests_refused",
                "Requests to the port of the agents that were refused, since the start",
                endpoint::refused);
    }

    void start() {
        addresses.start();
        writer.start();
        endpoint.start();
    }

    /** Returns the port where agents tell what they see. */
    int port() {
        return endpoint.port();
    }

    @Override
    public void close() {
        endpoint.close();
        writer.close();
        addresses.close();
    }
}
