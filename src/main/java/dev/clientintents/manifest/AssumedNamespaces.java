package dev.clientintents.manifest;

import dev.clientintents.consent.Consumer;
import dev.clientintents.effective.DeclaredAccess;
import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.SnapshotNamespace;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.exposure.Lead;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.Intent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds the namespaces of the input, and those that it only names, which are assumed to exist with no labels of their
 * own.
 */
final class AssumedNamespaces {

    private static final String NAME = "kubernetes.io/metadata.name";

    private AssumedNamespaces() {}

    static SortedMap<String, SnapshotNamespace> of(
            List<Sourced<Namespace>> declared,
            Collection<SnapshotPod> pods,
            Collection<Sourced<Service>> services,
            Collection<Sourced<NetworkPolicy>> policies,
            Collection<Sourced<Lead>> leads,
            Collection<DeclaredIntents> intents,
            Collection<DeclaredAccess> accesses) {
        var namespaces = new TreeMap<String, SnapshotNamespace>();
        for (Sourced<Namespace> namespace : declared) {
            Namespace named = new NamespaceBuilder(namespace.object())
                    .editMetadata()
                    .addToLabels(NAME, namespace.object().getMetadata().getName())
                    .endMetadata()
                    .build();
            namespaces.put(named.getMetadata().getName(), new SnapshotNamespace(named, namespace.position()));
        }
        pods.forEach(pod -> assume(namespaces, pod.key().namespace()));
        services.forEach(it -> assume(namespaces, it.object()));
        policies.forEach(it -> assume(namespaces, it.object()));
        leads.stream()
                .map(it -> it.object().origin().key().namespace())
                .filter(name -> !name.isEmpty())
                .forEach(name -> assume(namespaces, name));
        for (DeclaredIntents declaration : intents) {
            assume(namespaces, declaration.entry().key().namespace());
            for (Intent intent : declaration.entry().intents()) {
                assume(namespaces, intent.server().namespace());
            }
        }
        accesses.forEach(it -> assume(namespaces, it.entry()));
        return namespaces;
    }

    private static void assume(SortedMap<String, SnapshotNamespace> namespaces, AccessEntry access) {
        assume(namespaces, access.key().namespace());
        Optional.ofNullable(access.consumers()).orElse(List.of()).stream()
                .map(Consumer::namespace)
                .filter(name -> !name.equals(Consumer.EVERY_NAMESPACE))
                .forEach(name -> assume(namespaces, name));
        for (AccessEntry.NamedEntrance entrance : access.entrances()) {
            if (entrance.source() instanceof EntranceSource.Workload workload) {
                assume(namespaces, workload.namespace());
            }
        }
    }

    private static void assume(SortedMap<String, SnapshotNamespace> namespaces, HasMetadata object) {
        assume(namespaces, object.getMetadata().getNamespace());
    }

    private static void assume(SortedMap<String, SnapshotNamespace> namespaces, String name) {
        namespaces.computeIfAbsent(
                name,
                absent -> new SnapshotNamespace(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .addToLabels(NAME, name)
                                .endMetadata()
                                .build(),
                        null));
    }
}
