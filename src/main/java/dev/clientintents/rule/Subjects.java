package dev.clientintents.rule;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pods that a rule is about: those of a namespace that carry all the labels.
 *
 * @param namespace their namespace
 * @param labels what they carry; empty for all pods of the namespace
 */
public record Subjects(String namespace, SortedMap<String, String> labels) {

    public Subjects {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Returns the pods of a namespace that carry all the labels. */
    public static Subjects of(String namespace, Map<String, String> labels) {
        return new Subjects(namespace, new TreeMap<>(labels));
    }
}
