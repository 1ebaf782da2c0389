package dev.clientintents.admission;

import dev.clientintents.label.LabelChange;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a request. Every pod is let in.
 *
 * @param outcome what became of it
 * @param patch what changes about the pod; empty where nothing does
 */
public record Verdict(Outcome outcome, List<PatchOperation> patch) {

    public Verdict {
        patch = List.copyOf(patch);
    }

    /** Returns a verdict that admits the pod as it is. */
    public static Verdict unpatched(Outcome outcome) {
        return new Verdict(outcome, List.of());
    }

    /** Returns a verdict that admits the pod with labels changed. */
    public static Verdict changing(Pod pod, LabelChange change) {
        return change.isEmpty()
                ? unpatched(Outcome.UNCHANGED)
                : new Verdict(Outcome.PATCHED, PatchOperation.of(labels(pod), change));
    }

    /** Returns a verdict that admits the pod without any of the labels under {@link Labels#PREFIX} that it brought. */
    public static Verdict stripping(Pod pod) {
        return changing(pod, LabelChange.between(labels(pod), Map.of()));
    }

    private static Map<String, String> labels(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }
}
