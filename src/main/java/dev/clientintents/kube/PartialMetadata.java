package dev.clientintents.kube;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object's metadata alone, in which form <a
 * href="https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches">the API server</a> hands out
 * any object.
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

    /** Where the next page is. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ListMeta(@Nullable @JsonProperty("continue") String next) {}
}
