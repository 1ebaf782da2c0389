package dev.clientintents.manifest;

import dev.clientintents.manifest.yaml.JsonReader;
import dev.clientintents.manifest.yaml.Relevance;
import dev.clientintents.manifest.yaml.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The pages of one list of a live cluster. They count only when the list is complete, because a list that breaks off is
 * read again.
 */
public final class ClusterList {

    private final List<Value> pages = new ArrayList<>();
    private final Relevance relevance;
    private final Consumer<Value> whole;

    ClusterList(Relevance relevance, Consumer<Value> whole) {
        this.relevance = relevance;
        this.whole = whole;
    }

    /**
     * Reads a page.
     *
     * @param json what the API server answers
     * @return by what to ask for the next page; empty on the last
     * @throws IOException where that is not JSON
     */
    public Optional<String> add(String json) throws IOException {
        Value list = JsonReader.read(json, relevance);
        pages.add(list);
        return list instanceof Value.Mapping mapping
                ? mapping.mapping("metadata").flatMap(it -> it.text("continue")).filter(token -> !token.isEmpty())
                : Optional.empty();
    }

    /** Forgets the pages so far. */
    public void clear() {
        pages.clear();
    }

    /** Counts the objects of all pages. */
    public void complete() {
        pages.forEach(whole);
        pages.clear();
    }
}
