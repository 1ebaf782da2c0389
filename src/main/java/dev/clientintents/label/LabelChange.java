package dev.clientintents.label;

import dev.clientintents.model.Labels;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The labels that have to change for a pod to carry the right ones. Labels outside of {@link Labels#PREFIX} never
 * appear in it.
 *
 * @param set labels to add or to give another value
 * @param removed keys to remove
 */
public record LabelChange(SortedMap<String, String> set, SortedSet<String> removed) {

    public LabelChange {
        set = Collections.unmodifiableSortedMap(set);
        removed = Collections.unmodifiableSortedSet(removed);
    }

    /** Returns the change from the labels that a pod has to those under the prefix that it must have. */
    public static LabelChange between(Map<String, String> actual, Map<String, String> desired) {
        var set = new TreeMap<String, String>(desired);
        set.entrySet().removeAll(actual.entrySet());
        var removed = new TreeSet<String>();
        for (String key : actual.keySet()) {
            if (key.startsWith(Labels.PREFIX) && !desired.containsKey(key)) {
                removed.add(key);
            }
        }
        return new LabelChange(set, removed);
    }

    public boolean isEmpty() {
        return set.isEmpty() && removed.isEmpty();
    }

    /** Returns the labels that are not as this change asked for, where those are the labels afterwards. */
    public SortedSet<String> undoneIn(Map<String, String> labels) {
        var undone = new TreeSet<String>();
        set.forEach((key, value) -> {
            if (!value.equals(labels.get(key))) {
                undone.add(key);
            }
        });
        removed.stream().filter(key -> labels.get(key) != null).forEach(undone::add);
        return undone;
    }
}
