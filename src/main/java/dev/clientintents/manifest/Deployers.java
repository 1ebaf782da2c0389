package dev.clientintents.manifest;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The namespaces into which objects of the input deploy what may not be in the input, as charts and other folders. */
final class Deployers {

    private static final Map<String, Set<String>> KINDS = Map.of(
            "addons.k3s.cattle.io", Set.of("Addon"),
            "argoproj.io", Set.of("Application", "ApplicationSet"),
            "fleet.cattle.io", Set.of("Bundle", "GitRepo"),
            "helm.cattle.io", Set.of("HelmChart"),
            "helm.toolkit.fluxcd.io", Set.of("HelmRelease"),
            "kappctrl.k14s.io", Set.of("App"),
            "kustomize.toolkit.fluxcd.io", Set.of("Kustomization"));

    private final Set<String> namespaces = new HashSet<>();

    /** Notes an object if it is one. */
    void note(Manifest manifest) {
        ObjectId id = manifest.id();
        if (KINDS.getOrDefault(id.group(), Set.of()).contains(id.kind())) {
            namespaces.add(id.namespace());
            Optional<Mapping> spec = manifest.content().mapping("spec");
            Optional<Mapping> template =
                    spec.flatMap(it -> it.mapping("template")).flatMap(it -> it.mapping("spec"));
            Stream.of(spec, template).flatMap(Optional::stream).forEach(this::target);
        }
    }

    private void target(Mapping spec) {
        spec.text("targetNamespace").ifPresent(namespaces::add);
        spec.mapping("destination").flatMap(it -> it.text("namespace")).ifPresent(namespaces::add);
    }

    /** Returns the namespaces that the objects name, and their own. */
    Set<String> namespaces() {
        return namespaces;
    }
}
