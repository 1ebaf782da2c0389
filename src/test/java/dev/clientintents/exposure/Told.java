package dev.clientintents.exposure;

import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.model.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An index, and all that it has told. */
final class Told {

    private final ExposureIndex index;
    private final Map<EntranceSubject, List<EntranceEntry>> all = new HashMap<>();
    private Map<EntranceSubject, List<EntranceEntry>> last = Map.of();

    Told() {
        this(ExposureSettings.DEFAULT);
    }

    Told(ExposureSettings settings) {
        this(new ExposureIndex(settings));
    }

    Told(ExposureIndex index) {
        this.index = index;
    }

    Told put(String... objects) {
        for (String object : objects) {
            TestObjects.put(index, object);
        }
        all();
        return this;
    }

    Told remove(String group, String kind, String namespace, String name) {
        index.remove(group, kind, new ObjectKey(namespace, name));
        return this;
    }

    Told removeService(String namespace, String name) {
        index.removeService(new ObjectKey(namespace, name));
        return this;
    }

    List<EntranceEntry> of(EntranceSubject subject) {
        return all().getOrDefault(subject, List.of());
    }

    ExposureIndex index() {
        return index;
    }

    Map<EntranceSubject, List<EntranceEntry>> last() {
        return last;
    }

    Map<EntranceSubject, List<EntranceEntry>> all() {
        last = index.changes();
        last.forEach((subject, entries) -> {
            if (entries.isEmpty()) {
                all.remove(subject);
            } else {
                all.put(subject, entries);
            }
        });
        return all;
    }
}
