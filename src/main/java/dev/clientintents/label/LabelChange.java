package dev.clientintents.label;

import dev.clientintents.model.Labels;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What has to change for a pod to carry the right labels. Labels outside of {@link Labels#PREFIX} never appear in it.
 *
 * @param set labels to add or to give another value
 * @param removed keys to remove
 */
public record LabelChange(SortedMap<String, String> set, SortedSet<String> removed) {

    public LabelChange {
        set = Collections.unmodifiableSortedMap(set);
        removed = Collections.unmodifiableSortedSet(removed);
    }

    /** From the labels that a pod has to those under the prefix that it must have. */
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
}
