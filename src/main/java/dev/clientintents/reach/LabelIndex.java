package dev.clientintents.reach;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbered things with labels, found by selectors without a look at each of them. */
final class LabelIndex {

    private final int size;
    private final Map<String, BitSet> withKey = new HashMap<>();
    private final Map<String, Map<String, BitSet>> withValue = new HashMap<>();

    /** The thing of number n has the labels at n. */
    LabelIndex(List<Map<String, String>> labels) {
        size = labels.size();
        for (int i = 0; i < size; i++) {
            for (Map.Entry<String, String> label : labels.get(i).entrySet()) {
                withKey.computeIfAbsent(label.getKey(), key -> new BitSet()).set(i);
                withValue
                        .computeIfAbsent(label.getKey(), key -> new HashMap<>())
                        .computeIfAbsent(label.getValue(), value -> new BitSet())
                        .set(i);
            }
        }
    }

    /** The numbers of what a selector selects, in a set of the caller's own. */
    BitSet select(Selector selector) {
        var selected = new BitSet(size);
        selected.set(0, size);
        for (Requirement requirement : selector.requirements()) {
            switch (requirement.operator()) {
                case IN -> selected.and(anyOf(requirement));
                case NOT_IN -> selected.andNot(anyOf(requirement));
                case EXISTS -> selected.and(withKey.getOrDefault(requirement.key(), new BitSet()));
                case DOES_NOT_EXIST -> selected.andNot(withKey.getOrDefault(requirement.key(), new BitSet()));
            }
        }
        return selected;
    }

    private BitSet anyOf(Requirement requirement) {
        Map<String, BitSet> values = withValue.getOrDefault(requirement.key(), Map.of());
        var any = new BitSet();
        for (String value : requirement.values()) {
            any.or(values.getOrDefault(value, new BitSet()));
        }
        return any;
    }
}
