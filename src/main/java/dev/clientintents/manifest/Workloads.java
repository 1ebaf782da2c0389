package dev.clientintents.manifest;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.effective.PodTemplate;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.identity.PodMetadata;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedPod;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Determines the pods of the input. A workload that has pods in the input is represented by them. One that has none, as
 * in every repository, is represented by its template, also where it is scaled to nothing at the moment; but templates
 * that are themselves made from another of the input, as those of ReplicaSets, count only for pods that exist.
 */
final class Workloads {

    private final InputOwners owners;
    private final IdentityResolver resolver;
    private final VirtualClusters virtualClusters;
    private final Map<String, Finding> absentOwners = new LinkedHashMap<>();

    Workloads(InputOwners owners, IdentityResolver resolver, VirtualClusters virtualClusters) {
        this.owners = owners;
        this.resolver = resolver;
        this.virtualClusters = virtualClusters;
    }

    /** Returns the pods that count: those of the input, and one for each template whose workload has none there. */
    List<SnapshotPod> pods(Collection<Sourced<Pod>> live, Collection<SnapshotPod> templates) {
        var pods = new ArrayList<SnapshotPod>();
        var seen = new HashSet<WorkloadId>();
        for (Sourced<Pod> pod : live) {
            PodIdentity identity = resolver.resolve(metadata(pod.object()));
            if (ObservedPod.entry(pod.object(), identity).state() != PodEntry.State.FINISHED) {
                var member = new SnapshotPod(pod.object(), identity, null, pod.position());
                pods.add(member);
                seen.add(owned(pod.object()));
                noteAbsentOwner(member);
            }
        }
        templates.stream().filter(it -> !seen.contains(owned(it.pod()))).forEach(pods::add);
        return pods;
    }

    /** Returns a pod for each template that counts. */
    List<SnapshotPod> synthesised(Collection<PodTemplate> templates) {
        Set<ObjectId> withTemplate = templates.stream().map(PodTemplate::id).collect(Collectors.toUnmodifiableSet());
        return templates.stream()
                .filter(template -> !template.idle() && !isMadeFromAnother(template, withTemplate))
                .map(this::synthesised)
                .toList();
    }

    private SnapshotPod synthesised(PodTemplate template) {
        Pod pod = pod(template);
        return new SnapshotPod(pod, resolver.resolve(metadata(pod)), template, template.position());
    }

    /** Returns findings about owners that pods state and the input lacks, one for each owner. */
    Collection<Finding> findings() {
        return absentOwners.values();
    }

    /** Returns the workload of the pod regardless of its annotation, in which pods of one owner may differ. */
    private WorkloadId owned(Pod pod) {
        return resolver.resolve(metadata(pod).withoutOverride()).workload();
    }

    private PodMetadata metadata(Pod pod) {
        return ObservedPod.metadata(pod, virtualClusters);
    }

    private static boolean isMadeFromAnother(PodTemplate template, Set<ObjectId> withTemplate) {
        OwnerReference controller = ObservedPod.controller(template.owner());
        return controller != null
                && withTemplate.contains(ObjectId.of(template.owner().getNamespace(), controller));
    }

    private static Pod pod(PodTemplate template) {
        ObjectMeta owner = template.owner();
        String object = template.kind().toLowerCase(Locale.ROOT) + "/" + owner.getName();
        String id = template.number() == 0 ? object : object + "/" + template.number();
        var controller = new io.fabric8.kubernetes.api.model.OwnerReference();
        controller.setApiVersion(template.apiVersion());
        controller.setKind(template.kind());
        controller.setName(owner.getName());
        controller.setUid(Objects.requireNonNullElse(owner.getUid(), object));
        controller.setController(true);
        var metadata = new ObjectMeta();
        metadata.setNamespace(owner.getNamespace());
        metadata.setName(id);
        metadata.setUid(id);
        metadata.setLabels(template.pod().getMetadata().getLabels());
        metadata.setAnnotations(template.pod().getMetadata().getAnnotations());
        metadata.setOwnerReferences(List.of(controller));
        var pod = new Pod();
        pod.setMetadata(metadata);
        pod.setSpec(template.pod().getSpec());
        return pod;
    }

    private void noteAbsentOwner(SnapshotPod pod) {
        PodMetadata said = metadata(pod.pod());
        OwnerReference controller = said.synced() == null ? said.controller() : null;
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
