package dev.clientintents.effective;

import dev.clientintents.finding.Position;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pod template of an object of the input.
 *
 * @param apiVersion the API version of the object
 * @param owner the object's own metadata
 * @param kind its kind
 * @param path the fields that lead to the template, {@code spec, template}; {@code [0]} for the first entry of a list
 * @param number which of the object's templates it is, counted from 0
 * @param selector by what the object finds its pods; null where its spec does not say
 * @param pod the pod that it makes, without a name of its own
 * @param idle whether the object is only a record and makes no pods any more: a finished job, or a revision that its
 *     owner has scaled to nothing
 * @param replicas how many pods the object says that it makes; null where it does not say, or says no whole number
 * @param position where the object stands
 * @param metadataLine the line of the template's labels, or else of the template
 */
public record PodTemplate(
        String apiVersion,
        String kind,
        ObjectMeta owner,
        List<String> path,
        int number,
        @Nullable LabelSelector selector,
        Pod pod,
        boolean idle,
        @Nullable Integer replicas,
        Position position,
        int metadataLine) {

    public PodTemplate {
        path = List.copyOf(path);
    }

    /** Returns the identity of the object. */
    public ObjectId id() {
        return ObjectId.of(apiVersion, kind, owner.getNamespace(), owner.getName());
    }

    /** Returns whether the object says that it makes no pods at the moment. */
    public boolean scaledToZero() {
        return Integer.valueOf(0).equals(replicas);
    }

    /** Returns whether fields alone lead to the template, so that a part of the object can name it. */
    public boolean isInFields() {
        return path.stream().noneMatch(field -> field.startsWith("["));
    }

    /** Returns the line of the template's labels. */
    public Position metadataPosition() {
        return position.at(metadataLine);
    }
}
