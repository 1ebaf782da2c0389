package dev.clientintents.admission;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;

/**
 * Reads the pods of reviews, as much of them as decides on their labels. Anybody may have sent them, so nothing of them
 * is kept, and what they are made of is limited: a few bytes of JSON may become a hundred of objects.
 */
final class ReviewedPods {

    /** A pod with its managed fields has some thousand. */
    private static final long MOST_TOKENS = 100_000;

    private static final int DEEPEST = 100;

    private ReviewedPods() {}

    static ObjectMapper mapper() {
        var json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxTokenCount(MOST_TOKENS)
                        .maxNestingDepth(DEEPEST)
                        .build())
                .build();
        return new ObjectMapper(json)
                .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.SKIP, Nulls.SKIP))
                .addMixIn(Pod.class, Parts.class)
                .addMixIn(ObjectMeta.class, Metadata.class)
                .addMixIn(PodSpec.class, Spec.class)
                .addMixIn(Container.class, Ports.class);
    }

    @JsonIncludeProperties({"kind", "metadata", "spec"})
    private abstract static class Parts {}

    @JsonIncludeProperties({"name", "namespace", "labels", "annotations", "ownerReferences"})
    private abstract static class Metadata {}

    @JsonIncludeProperties({"containers", "initContainers", "hostNetwork"})
    private abstract static class Spec {}

    @JsonIncludeProperties({"name", "ports", "restartPolicy"})
    private abstract static class Ports {}
}
