package dev.clientintents.kube;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object's metadata alone, in which form <a
 * href="https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches">the API server</a> hands
 * out any object.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PartialMetadata(ObjectMeta metadata) {

    /** A page of a list. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Page(@Nullable ListMeta metadata, List<PartialMetadata> items) {

        Page(@Nullable ListMeta metadata, @Nullable List<PartialMetadata> items) {
            this.metadata = metadata;
            this.items = items == null ? List.of() : items;
        }
    }

    /** The metadata of a list: where its next page is, and of which version the list is. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ListMeta(
            @Nullable @JsonProperty("continue") String next,
            @Nullable String resourceVersion) {}

    /** An event of a watch. An error has a status for its object; every other object has a version. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Event(String type, ChangedObject object) {

        Event(@Nullable String type, @Nullable ChangedObject object) {
            if (type == null || object == null) {
                throw new IllegalArgumentException("it has no type or no object");
            }
            if (!type.equals("ERROR") && object.metadata().getResourceVersion() == null) {
                throw new IllegalArgumentException("its object has no version");
            }
            this.type = type;
            this.object = object;
        }
    }

    /** The object that an event is about. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ChangedObject(
            ObjectMeta metadata,
            @Nullable Integer code,
            @Nullable String message) {

        ChangedObject(@Nullable ObjectMeta metadata, @Nullable Integer code, @Nullable String message) {
            this.metadata = metadata == null ? new ObjectMeta() : metadata;
            this.code = code;
            this.message = message;
        }
    }
}
