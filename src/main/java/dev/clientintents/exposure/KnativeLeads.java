package dev.clientintents.exposure;

import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the private Services that <a href="https://knative.dev/docs/serving/architecture/">Knative</a> keeps for the pods
 * of each revision. Requests come to the queue proxy of a pod from the gateway, or from the activator where there are few
 * pods or none; the autoscaler reads its metrics.
 */
final class KnativeLeads {

    /** The label of the Services that Knative makes, which tells what they are for. */
    static final String SERVICE_TYPE = "networking.internal.knative.dev/serviceType";

    private static final List<String> REQUESTS = List.of("http", "http2", "https");
    private static final List<String> METRICS = List.of("http-autometric");

    private static final Caller ACTIVATOR =
            new Caller.Part(KnownControllers.KNATIVE_ACTIVATOR, "the activator of Knative");
    private static final Caller AUTOSCALER =
            new Caller.Part(KnownControllers.KNATIVE_AUTOSCALER, "the autoscaler of Knative");
    private static final Caller GATEWAY = new Caller.Part(KnownControllers.KNATIVE_GATEWAY, "the gateway of Knative");

    private KnativeLeads() {}

    static Stream<Lead> ofService(ObjectKey service, Map<String, String> labels) {
        return "Private".equals(labels.get(SERVICE_TYPE))
                ? Stream.of(
                                leads(service, EntranceKind.ROUTE, ACTIVATOR, REQUESTS),
                                leads(service, EntranceKind.ROUTE, GATEWAY, REQUESTS),
                                leads(service, EntranceKind.SCRAPE, AUTOSCALER, METRICS))
                        .flatMap(it -> it)
                : Stream.empty();
    }

    private static Stream<Lead> leads(ObjectKey service, EntranceKind kind, Caller caller, List<String> ports) {
        return ports.stream()
                .map(port -> new Lead(
                        new Origin("Service", service),
                        kind,
                        new ToService(service, new PortRef.Named(port)),
                        Optional.of(caller)));
    }
}
