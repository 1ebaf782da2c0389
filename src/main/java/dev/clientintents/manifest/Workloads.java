package dev.clientintents.manifest;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedPod;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The pods of the input. A workload that has pods in the input is seen through them. One that has none, as in every
 * repository, is seen through its template, also where it is scaled to nothing at the moment; but templates that are
 * themselves made from another of the input, as those of ReplicaSets, count only for pods that exist.
 */
final class Workloads {

    private final InputOwners owners;
    private final IdentityResolver resolver;
    private final Map<String, Finding> absentOwners = new LinkedHashMap<>();

    Workloads(InputOwners owners, IdentityResolver resolver) {
        this.owners = owners;
        this.resolver = resolver;
    }

    List<SnapshotPod> pods(Collection<Sourced<Pod>> live, Collection<PodTemplate> templates) {
        var pods = new ArrayList<SnapshotPod>();
        var seen = new HashSet<WorkloadId>();
        for (Sourced<Pod> pod : live) {
            PodIdentity identity = resolver.resolve(ObservedPod.metadata(pod.object()));
            var member = new SnapshotPod(pod.object(), identity, null, pod.position());
            if (ObservedPod.entry(pod.object(), identity).state() != PodEntry.State.FINISHED) {
                pods.add(member);
                seen.add(owned(pod.object()));
                noteAbsentOwner(member);
            }
        }
        Set<OwnerKey> withTemplate = new HashSet<>();
        templates.forEach(template -> withTemplate.add(OwnerKey.of(template)));
        for (PodTemplate template : templates) {
            Pod pod = synthesised(template);
            if (!template.idle() && !isMadeFromAnother(template, withTemplate) && !seen.contains(owned(pod))) {
                pods.add(new SnapshotPod(
                        pod, resolver.resolve(ObservedPod.metadata(pod)), template, template.position()));
            }
        }
        return pods;
    }

    /** Owners that pods state and the input lacks, each told once. */
    Collection<Finding> findings() {
        return absentOwners.values();
    }

    /** The workload whatever an annotation of the pod says: pods of one owner may differ in that. */
    private WorkloadId owned(Pod pod) {
        Pod plain = new PodBuilder(pod)
                .editMetadata()
                .withAnnotations(null)
                .endMetadata()
                .build();
        return resolver.resolve(ObservedPod.metadata(plain)).workload();
    }

    private record OwnerKey(String kind, String namespace, String name) {

        static OwnerKey of(PodTemplate template) {
            return new OwnerKey(
                    template.kind(),
                    template.owner().getNamespace(),
                    template.owner().getName());
        }
    }

    private static boolean isMadeFromAnother(PodTemplate template, Set<OwnerKey> withTemplate) {
        OwnerReference controller = ObservedPod.controller(template.owner());
        return controller != null
                && withTemplate.contains(
                        new OwnerKey(controller.kind(), template.owner().getNamespace(), controller.name()));
    }

    private static Pod synthesised(PodTemplate template) {
        ObjectMeta owner = template.owner();
        String id = template.kind().toLowerCase(Locale.ROOT) + "/" + owner.getName();
        return new PodBuilder(template.pod())
                .editOrNewMetadata()
                .withNamespace(owner.getNamespace())
                .withName(id)
                .withUid(id)
                .withOwnerReferences()
                .addNewOwnerReference()
                .withApiVersion(template.apiVersion())
                .withKind(template.kind())
                .withName(owner.getName())
                .withUid(Objects.requireNonNullElse(owner.getUid(), id))
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    private void noteAbsentOwner(SnapshotPod pod) {
        OwnerReference controller = ObservedPod.metadata(pod.pod()).controller();
        String namespace = pod.key().namespace();
        if (controller != null && !controller.kind().equals("Node") && !owners.contains(namespace, controller)) {
            String owner = controller.kind() + " " + namespace + "/" + controller.name();
            absentOwners.putIfAbsent(
                    owner,
                    new Finding(
                            Code.OWNER_NOT_IN_INPUT,
                            pod.position(),
                            "pods state the owner " + owner
                                    + ", which is not in the input, so it counts as their workload",
                            "add it: kubectl get replicasets,deployments,jobs,cronjobs -A -o yaml"));
        }
    }
}
