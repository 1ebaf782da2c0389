package dev.clientintents.rule;

import dev.clientintents.model.Selector;
import java.util.Map;

/**
 * The pods that a rule is about: those of a namespace that a selector selects.
 *
 * @param namespace their namespace
 * @param selector what their labels meet
 */
public record Subjects(String namespace, Selector selector) {

    /** Returns the pods of a namespace that carry all the labels. */
    public static Subjects of(String namespace, Map<String, String> labels) {
        return new Subjects(namespace, Selector.of(labels));
    }
}
