package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.ForeignAnnotations;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the API server asks of the spec of an <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/">Ingress</a>. */
final class IngressConstraints {

    private static final List<String> NOT_IN_PATHS = List.of("//", "/./", "/../", "%2f");
    private static final List<String> NOT_AT_THEIR_END = List.of("/..", "/.");

    private IngressConstraints() {}

    static void ingress(Mapping spec, Constraint.Report report) {
        if (spec.items("rules").isEmpty() && !spec.has("defaultBackend")) {
            report.violation("", spec, "has neither rules nor a defaultBackend", "write one of them");
        }
    }

    /** The annotation that ingressClassName replaced says the same as it, where both are there. */
    static void classes(Mapping ingress, Constraint.Report report) {
        Optional<Mapping> annotations = ingress.mapping("metadata").flatMap(it -> it.mapping("annotations"));
        Optional<String> named = ingress.mapping("spec").flatMap(it -> it.text("ingressClassName"));
        annotations
                .flatMap(it -> it.text(ForeignAnnotations.INGRESS_CLASS))
                .filter(it -> named.isPresent() && !named.get().equals(it))
                .ifPresent(it -> report.violation(
                        "metadata.annotations." + ForeignAnnotations.INGRESS_CLASS,
                        annotations
                                .flatMap(all -> all.get(ForeignAnnotations.INGRESS_CLASS))
                                .orElse(ingress),
                        "is '" + it + "' and spec.ingressClassName is '" + named.orElse("") + "'",
                        "remove the annotation"));
    }

    static void path(Mapping path, Constraint.Report report) {
        String text = path.text("path").orElse("");
        boolean opaque = path.text("pathType").orElse("").equals("ImplementationSpecific");
        String lower = text.toLowerCase(Locale.ROOT);
        boolean odd = !opaque
                && (NOT_IN_PATHS.stream().anyMatch(lower::contains)
                        || NOT_AT_THEIR_END.stream().anyMatch(text::endsWith));
        if (odd || !(text.startsWith("/") || (opaque && text.isEmpty()))) {
            report.violation(
                    "path",
                    path.get("path").orElse(path),
                    "is '" + text + "'",
                    "write a path that begins with / and has no //, /./, /../ or %2f");
        }
    }

    static void backend(Mapping backend, Constraint.Report report) {
        if (backend.has("service") == backend.has("resource")) {
            report.violation(
                    "",
                    backend,
                    backend.has("service") ? "has a resource beside its service" : "has no service",
                    "write a service with a name and a port");
        }
    }

    static void port(Mapping service, Constraint.Report report) {
        Mapping port = service.mapping("port").orElse(new Mapping(service.line(), Map.of()));
        boolean named = port.text("name").filter(it -> !it.isEmpty()).isPresent();
        boolean numbered = port.number("number").filter(it -> it != 0).isPresent();
        if (named == numbered) {
            report.violation(
                    "port",
                    port,
                    named ? "has a name and a number" : "has neither a name nor a number",
                    "write one of the two");
        }
    }
}
