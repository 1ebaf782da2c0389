package dev.clientintents.exposure;

import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import java.util.stream.Stream;

/**
 * Reads what has the API server call a Service: <a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">admission
 * webhooks</a>, <a
 * href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/">conversion
 * webhooks</a> and <a
 * href="https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/">APIServices</a>.
 */
final class ApiServerLeads {

    private static final int HTTPS = 443;

    private ApiServerLeads() {}

    static Stream<Lead> ofWebhooks(Origin origin, Fields object) {
        return object.each("webhooks")
                .flatMap(it -> service(origin, it.at("clientConfig").at("service")));
    }

    static Stream<Lead> ofApiService(Origin origin, Fields spec) {
        return service(origin, spec.at("service"));
    }

    static Stream<Lead> ofDefinition(Origin origin, Fields spec) {
        Fields conversion = spec.at("conversion");
        return conversion.text("strategy", "").equals("Webhook")
                ? service(origin, conversion.at("webhook").at("clientConfig").at("service"))
                : Stream.empty();
    }

    private static Stream<Lead> service(Origin origin, Fields service) {
        return service.text("name").stream()
                .flatMap(name -> service.text("namespace").stream()
                        .map(namespace -> new Lead(
                                origin,
                                EntranceKind.API_SERVER,
                                new ToService(
                                        new ObjectKey(namespace, name),
                                        new PortRef.Numbered(
                                                service.number("port").orElse(HTTPS))))));
    }
}
