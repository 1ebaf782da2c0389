package dev.clientintents.kube;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the pages of a list. */
public interface Pages {

    /**
     * Takes the next page.
     *
     * @param json the list as the API server answers it
     * @return the list's {@code metadata.continue}; null or empty on the last page
     * @throws IOException where that is not a valid list
     */
    @Nullable
    String page(String json) throws IOException;

    /** Forgets the pages so far, for the list begins again. */
    void restart();
}
