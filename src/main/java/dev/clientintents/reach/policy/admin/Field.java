package dev.clientintents.reach.policy.admin;

import dev.clientintents.reach.policy.InvalidPolicyException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value in an object, and the path that leads to it.
 *
 * @param content a map, a list, a text, a number or a truth value
 */
record Field(String path, Object content) {

    /** Returns the value of a field of this map; empty where it is absent or null. */
    Optional<Field> get(String name) throws InvalidPolicyException {
        return Optional.ofNullable(map().get(name)).map(value -> new Field(path + "." + name, value));
    }

    /** Returns the value of a field of this map, which must be there. */
    Field require(String name) throws InvalidPolicyException {
        return get(name).orElseThrow(() -> new InvalidPolicyException(path + "." + name, "is required"));
    }

    /** Returns the one field that this map must have. */
    Field only() throws InvalidPolicyException {
        var present = new ArrayList<Field>();
        for (Object key : map().keySet()) {
            get(String.valueOf(key)).ifPresent(present::add);
        }
        if (present.size() != 1) {
            throw new InvalidPolicyException(path, "must have exactly one field");
        }
        return present.get(0);
    }

    /** Returns the last part of the path. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private Map<?, ?> map() throws InvalidPolicyException {
        if (content instanceof Map<?, ?> map) {
            return map;
        }
        throw new InvalidPolicyException(path, "must be a map");
    }

    /** Returns the entries of this list; at least {@code least} and at most {@code most} must be there. */
    List<Field> items(int least, int most) throws InvalidPolicyException {
        if (!(content instanceof List<?> list)) {
            throw new InvalidPolicyException(path, "must be a list");
        }
        if (list.size() < least || list.size() > most) {
            throw new InvalidPolicyException(
                    path, "must have " + least + " to " + most + " entries, not " + list.size());
        }
        var items = new ArrayList<Field>();
        for (int i = 0; i < list.size(); i++) {
            items.add(new Field(path + "[" + i + "]", item(list.get(i), i)));
        }
        return items;
    }

    private Object item(@Nullable Object item, int number) throws InvalidPolicyException {
        if (item == null) {
            throw new InvalidPolicyException(path + "[" + number + "]", "is empty");
        }
        return item;
    }

    String text() throws InvalidPolicyException {
        if (content instanceof String text) {
            return text;
        }
        throw new InvalidPolicyException(path, "must be a text");
    }

    /** Returns this whole number, which must be within bounds. */
    int number(int least, int most) throws InvalidPolicyException {
        if (content instanceof Number number
                && number.doubleValue() == number.longValue()
                && least <= number.longValue()
                && number.longValue() <= most) {
            return number.intValue();
        }
        throw new InvalidPolicyException(path, "must be a number from " + least + " to " + most + ", not " + content);
    }

    /** Returns this map of texts. */
    Map<String, String> texts() throws InvalidPolicyException {
        var texts = new LinkedHashMap<String, String>();
        for (Object key : map().keySet()) {
            String name = String.valueOf(key);
            texts.put(name, require(name).text());
        }
        return texts;
    }
}
