package dev.clientintents.effective;

import dev.clientintents.finding.Position;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * The pod template of an object of the input.
 *
 * @param apiVersion the API version of the object
 * @param owner the object's own metadata
 * @param kind its kind
 * @param path the fields that lead to the template, {@code spec, template}
 * @param pod the pod that it makes, without a name of its own
 * @param idle whether the object is only a record and makes no pods any more: a finished job, or a revision that its
 *     owner has scaled to nothing
 * @param position where the object stands
 * @param metadataLine the line of the template's labels, or else of the template
 */
public record PodTemplate(
        String apiVersion,
        String kind,
        ObjectMeta owner,
        List<String> path,
        Pod pod,
        boolean idle,
        Position position,
        int metadataLine) {

    public PodTemplate {
        path = List.copyOf(path);
    }

    /** Which object it is. */
    public ObjectId id() {
        return ObjectId.of(apiVersion, kind, owner.getNamespace(), owner.getName());
    }

    /** The line of the template's labels. */
    public Position metadataPosition() {
        return position.at(metadataLine);
    }
}
