package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import dev.clientintents.learn.observe.Endpoint;
import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Flow.Verdict;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Side;
import dev.clientintents.learn.observe.Sighting;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads metrics of Istio in answers of the API of Prometheus. They know workloads by their names, and neither kinds nor ports.
 *
 * @see <a href="https://istio.io/latest/docs/reference/config/metrics/">Istio Standard Metrics</a>
 */
final class IstioMetrics implements JsonFormat {

    private static final Set<String> COUNT_CONNECTIONS =
            Set.of("istio_requests_total", "istio_tcp_connections_opened_total");

    /** What stands where a proxy does not know. */
    private static final String UNKNOWN = "unknown";

    private final FlowSink sink;

    private boolean isResult;
    private @Nullable String metric;
    private @Nullable String reporter;
    private @Nullable String client;
    private @Nullable String clientNamespace;
    private @Nullable String server;
    private @Nullable String serverNamespace;
    private @Nullable String service;
    private @Nullable String serviceNamespace;
    private @Nullable String serviceHost;
    private double value;

    IstioMetrics(FlowSink sink) {
        this.sink = sink;
    }

    static boolean isRecord(Sample sample) {
        return sample.hasAny("data.resultType", "resultType", "metric")
                || (sample.has("status") && sample.hasAny("errorType", "data"));
    }

    @Override
    public void read(JsonParser json) throws IOException {
        clear();
        Json.fields(json, this::root);
        if (isResult) {
            tell();
        }
    }

    private void clear() {
        isResult = false;
        metric = null;
        reporter = null;
        client = null;
        clientNamespace = null;
        server = null;
        serverNamespace = null;
        service = null;
        serviceNamespace = null;
        serviceHost = null;
        value = 0;
    }

    private void root(String name, JsonParser json) throws IOException {
        switch (name) {
            case "data" -> Json.fields(json, this::root);
            case "result" ->
                Json.elements(json, element -> {
                    clear();
                    Json.fields(element, this::series);
                    tell();
                    isResult = false;
                });
            case "error" -> {
                json.skipChildren();
                sink.passOver(PassedOver.BROKEN);
            }
            default -> series(name, json);
        }
    }

    private void series(String name, JsonParser json) throws IOException {
        switch (name) {
            case "metric" -> {
                isResult = true;
                Json.fields(json, this::label);
            }
            case "value" -> readValue(json);
            case "values" -> Json.elements(json, this::readValue);
            default -> json.skipChildren();
        }
    }

    private void label(String name, JsonParser json) throws IOException {
        String text = Json.text(json);
        String known = UNKNOWN.equals(text) ? null : text;
        switch (name) {
            case "__name__" -> metric = known;
            case "reporter" -> reporter = known;
            case "source_workload" -> client = known;
            case "source_workload_namespace" -> clientNamespace = known;
            case "destination_workload" -> server = known;
            case "destination_workload_namespace" -> serverNamespace = known;
            case "destination_service" -> serviceHost = known;
            case "destination_service_name" -> service = known;
            case "destination_service_namespace" -> serviceNamespace = known;
            default -> {}
        }
    }

    /** Reads a time and the value at that time; of several, the last counts. */
    private void readValue(JsonParser json) throws IOException {
        var parts = new String[2];
        int[] number = {0};
        Json.elements(json, element -> {
            String text = Json.text(element);
            if (number[0] < parts.length) {
                parts[number[0]] = text == null ? "" : text;
            }
            number[0]++;
        });
        try {
            value = parts[1] == null ? 0 : Double.parseDouble(parts[1]);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
    }

    private void tell() {
        Endpoint from = owned(clientNamespace, client);
        Endpoint to = owned(serverNamespace, server);
        if (to == null) {
            to = byService();
        }
        if (metric != null && !COUNT_CONNECTIONS.contains(metric)) {
            sink.passOver(PassedOver.OTHER_RECORDS);
        } else if (Double.isNaN(value) || value <= 0) {
            sink.passOver(PassedOver.NO_TRAFFIC);
        } else if (from == null || to == null) {
            sink.passOver(from == null ? PassedOver.NO_CLIENT : PassedOver.NO_SERVER);
        } else {
            // increases are extrapolated and seldom whole
            long count = (long) Math.ceil(Math.min(value, 1e15));
            sink.accept(new Sighting(new Flow(from, to, null, 0, Verdict.ALLOWED, count, null, null), side()));
        }
    }

    private Side side() {
        if (reporter == null) {
            return Side.EITHER;
        }
        return switch (reporter) {
            case "source" -> Side.CLIENT;
            case "destination" -> Side.SERVER;
            default -> Side.EITHER;
        };
    }

    private @Nullable Endpoint byService() {
        if (service != null && serviceNamespace != null && service.indexOf('.') < 0) {
            return new Endpoint.Service(serviceNamespace, service);
        }
        String host = serviceHost == null ? service : serviceHost;
        if (host == null) {
            return null;
        }
        String[] parts = host.split("\\.", -1);
        return parts.length > 2 && parts[2].equals("svc")
                ? new Endpoint.Service(parts[1], parts[0])
                : parts.length > 1 ? new Endpoint.Outside("host", host, null) : null;
    }

    private static @Nullable Endpoint owned(@Nullable String namespace, @Nullable String workload) {
        return namespace == null || workload == null ? null : new Endpoint.Owned(namespace, null, workload);
    }
}
