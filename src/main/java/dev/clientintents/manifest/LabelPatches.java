package dev.clientintents.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.PodTemplate;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels that pods carry, as patches of the objects that make them: for server-side apply, or as strategic merge
 * patches of a kustomization.
 */
public final class LabelPatches {

    private LabelPatches() {}

    /**
     * A part of an object, to be applied over the rest of it.
     *
     * @param spec the fields that lead to the template's labels; null for a pod of its own, which has them in its
     *     metadata
     */
    @JsonPropertyOrder({"apiVersion", "kind", "metadata", "spec"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Patch(
            String apiVersion,
            String kind,
            Metadata metadata,
            @Nullable Object spec) {}

    /** The part of a patch that concerns the object's metadata. */
    @JsonPropertyOrder({"name", "namespace", "labels"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Metadata(
            String name, String namespace, @Nullable SortedMap<String, String> labels) {}

    /**
     * Returns one patch for each template, and each pod that is not from a cluster, that gets labels; by namespace,
     * kind and name. A template in a list has none, for a patch would replace the list: {@link #findings} tells of it.
     */
    public static List<Patch> of(Snapshot snapshot, Outcome outcome) {
        List<Patch> patches = new ArrayList<>();
        for (SnapshotPod template : snapshot.templates()) {
            SortedMap<String, String> labels = outcome.operatorLabels(template);
            if (template.template() != null && template.template().isInFields() && !labels.isEmpty()) {
                patches.add(patch(template.template(), labels));
            }
        }
        for (SnapshotPod pod : snapshot.pods()) {
            boolean alone = pod.template() == null && pod.pod().getMetadata().getUid() == null;
            SortedMap<String, String> labels = outcome.operatorLabels(pod);
            if (alone && !labels.isEmpty()) {
                var metadata = new Metadata(pod.key().name(), pod.key().namespace(), labels);
                patches.add(new Patch("v1", "Pod", metadata, null));
            }
        }
        patches.sort(Comparator.comparing((Patch patch) -> patch.metadata.namespace)
                .thenComparing(Patch::kind)
                .thenComparing(patch -> patch.metadata.name)
                .thenComparing(Patch::apiVersion));
        return List.copyOf(patches);
    }

    /** Returns a finding for each template that gets labels and has no patch. */
    public static List<Finding> findings(Snapshot snapshot, Outcome outcome) {
        var findings = new ArrayList<Finding>();
        for (SnapshotPod pod : snapshot.templates()) {
            PodTemplate template = pod.template();
            if (template != null
                    && !template.isInFields()
                    && !outcome.operatorLabels(pod).isEmpty()) {
                findings.add(new Finding(
                        Code.TEMPLATE_IN_A_LIST,
                        template.metadataPosition(),
                        "the template " + String.join(".", template.path()).replace(".[", "[") + " of " + pod.workload()
                                + " stands in a list, so there is no patch for its labels",
                        "write them there: --labels table lists them"));
            }
        }
        return findings;
    }

    private static Patch patch(PodTemplate template, SortedMap<String, String> labels) {
        Object nested = Map.of("metadata", Map.of("labels", labels));
        List<String> path = template.path();
        for (int i = path.size() - 1; i > 0; i--) {
            nested = Map.of(path.get(i), nested);
        }
        var metadata = new Metadata(template.owner().getName(), template.owner().getNamespace(), null);
        return new Patch(template.apiVersion(), template.kind(), metadata, nested);
    }
}
