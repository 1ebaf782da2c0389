package dev.clientintents.reach.engine;

import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds numbered things by selectors over their labels, without examining each of them. */
final class LabelIndex {

    private static final Numbers NONE = new Numbers();

    private final List<Map<String, String>> labels;
    private final Map<String, Numbers> withKey = new HashMap<>();
    private final Map<String, Map<String, Numbers>> withValue = new HashMap<>();

    /** Creates an index in which the thing of number n has the labels at position n. */
    LabelIndex(List<Map<String, String>> labels) {
        this.labels = labels;
        for (int i = 0; i < labels.size(); i++) {
            for (String key : labels.get(i).keySet()) {
                add(withKey, key, i);
            }
        }
    }

    /** Returns the numbers of the things that a selector selects, in a new set, which the caller may change. */
    BitSet select(Selector selector) {
        BitSet selected = null;
        for (Requirement requirement : selector.requirements()) {
            switch (requirement.operator()) {
                case IN -> selected = both(selected, anyOf(requirement));
                case EXISTS -> selected = both(selected, with(requirement).set());
                case NOT_IN, DOES_NOT_EXIST -> {}
            }
        }
        if (selected == null) {
            selected = new BitSet(labels.size());
            selected.set(0, labels.size());
        }
        for (Requirement requirement : selector.requirements()) {
            switch (requirement.operator()) {
                case NOT_IN -> selected.andNot(anyOf(requirement));
                case DOES_NOT_EXIST -> selected.andNot(with(requirement).set());
                case IN, EXISTS -> {}
            }
        }
        return selected;
    }

    private static BitSet both(@Nullable BitSet one, BitSet other) {
        if (one != null) {
            other.and(one);
        }
        return other;
    }

    private BitSet anyOf(Requirement requirement) {
        Map<String, Numbers> values = withValue.computeIfAbsent(requirement.key(), this::byValue);
        var any = new BitSet();
        for (String value : requirement.values()) {
            values.getOrDefault(value, NONE).addTo(any);
        }
        return any;
    }

    private Numbers with(Requirement requirement) {
        return withKey.getOrDefault(requirement.key(), NONE);
    }

    /**
     * Returns the things that have a label of the key, by its values; they are found when a selector first asks for the
     * key.
     */
    private Map<String, Numbers> byValue(String key) {
        var values = new HashMap<String, Numbers>();
        Numbers all = withKey.getOrDefault(key, NONE);
        for (int i = 0; i < all.size; i++) {
            int number = all.numbers[i];
            String value = labels.get(number).get(key);
            if (value != null) {
                add(values, value, number);
            }
        }
        return values;
    }

    private static void add(Map<String, Numbers> to, String text, int number) {
        Numbers numbers = to.get(text);
        if (numbers == null) {
            numbers = new Numbers();
            to.put(text, numbers);
        }
        numbers.add(number);
    }

    /** A small set of numbers among many, as most labels are on few things. */
    private static final class Numbers {

        private int[] numbers = new int[4];
        private int size;

        void add(int number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = number;
        }

        void addTo(BitSet set) {
            for (int i = 0; i < size; i++) {
                set.set(numbers[i]);
            }
        }

        BitSet set() {
            var set = new BitSet();
            addTo(set);
            return set;
        }
    }
}
