package dev.clientintents.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
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
    record Page(@Nullable ListMeta metadata, List<PartialMetadata> items) {}

    /** Where the next page is. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ListMeta(
            @Nullable @com.fasterxml.jackson.annotation.JsonProperty("continue")
            String next) {}
}
