package dev.clientintents.manifest;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.effective.PodTemplate;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.graph.OwnSelector;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.observe.ObservedWorkload;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds the workload objects of the input: those with a template that nothing else controls, and those that pods state
 * but that the input lacks, of which nothing more is known.
 */
final class WorkloadObjects {

    private final InputOwners owners;
    private final IdentityResolver resolver;
    private final VirtualClusters virtualClusters;

    WorkloadObjects(InputOwners owners, IdentityResolver resolver, VirtualClusters virtualClusters) {
        this.owners = owners;
        this.resolver = resolver;
        this.virtualClusters = virtualClusters;
    }

    List<WorkloadEntry> of(Collection<SnapshotPod> templates, Collection<Sourced<Pod>> pods) {
        Map<ObjectId, WorkloadEntry> found = new LinkedHashMap<>();
        for (SnapshotPod pod : templates) {
            PodTemplate template = pod.template();
            if (template != null && ObservedPod.controller(template.owner()) == null) {
                found.put(template.id(), entry(template));
            }
        }
        for (Sourced<Pod> pod : pods) {
            List<OwnerReference> chain = resolver.ancestry(ObservedPod.metadata(pod.object(), virtualClusters))
                    .owners();
            if (!chain.isEmpty()) {
                String namespace = pod.object().getMetadata().getNamespace();
                OwnerReference top = chain.get(chain.size() - 1);
                if (!owners.contains(namespace, top)) {
                    found.putIfAbsent(ObjectId.of(namespace, top), absent(namespace, top));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static WorkloadEntry entry(PodTemplate template) {
        ObjectId id = template.id();
        return new WorkloadEntry(
                new WorkloadId(id.namespace(), id.kind(), id.name()),
                Objects.requireNonNullElse(template.owner().getUid(), ""),
                ObservedWorkload.selector(id.group(), id.kind(), id.name(), template.selector()));
    }

    private static WorkloadEntry absent(String namespace, OwnerReference owner) {
        return new WorkloadEntry(
                new WorkloadId(namespace, owner.kind(), owner.name()),
                owner.uid(),
                new OwnSelector.Unread(owner.kind() + " " + owner.name() + " is not in the input", false));
    }
}
