package dev.clientintents.learn.merging;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the documents of a text say, and what they are to say when something has been added. */
final class ReadText {

    private static final String CONSUMES = "consumes";
    private static final String PORTS = "ports";

    private final List<Value> values;
    private final List<Object> expected = new ArrayList<>();

    ReadText(List<Value> values) {
        this.values = List.copyOf(values);
        values.forEach(it -> expected.add(plain(it)));
    }

    private static Object plain(Value value) {
        Object plain = value.plain();
        return plain == null ? "" : plain;
    }

    /** Returns the place among all targets of an object of the one that is its n-th server of the cluster. */
    int rawIndex(int line, int server) throws NotEditable {
        List<Value> targets =
                object(line).mapping("spec").map(it -> it.items(CONSUMES)).orElse(List.of());
        int found = -1;
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i) instanceof Mapping target && target.has("name") && ++found == server) {
                return i;
            }
        }
        throw new NotEditable("the object has no such target");
    }

    private Mapping object(int line) throws NotEditable {
        for (Value value : values) {
            if (value instanceof Mapping mapping) {
                if (isObject(mapping, line)) {
                    return mapping;
                }
                for (Value item : mapping.items("items")) {
                    if (item instanceof Mapping inside && isObject(inside, line)) {
                        return inside;
                    }
                }
            }
        }
        throw new NotEditable("no object begins on line " + line);
    }

    private static boolean isObject(Mapping value, int line) {
        return value.line() == line
                && value.text("kind").filter("ClientIntents"::equals).isPresent();
    }

    /** Notes what an object is to say, too. */
    void expect(int line, List<Addition> additions) throws NotEditable {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Mapping mapping) {
                if (isObject(mapping, line)) {
                    expected.set(i, added(line, expected.get(i), additions));
                    return;
                }
                List<Value> items = mapping.items("items");
                for (int j = 0; j < items.size(); j++) {
                    if (items.get(j) instanceof Mapping inside && isObject(inside, line)) {
                        Map<String, Object> list = map(expected.get(i));
                        List<Object> objects = list(list.get("items"));
                        objects.set(j, added(line, objects.get(j), additions));
                        list.put("items", objects);
                        expected.set(i, list);
                        return;
                    }
                }
            }
        }
    }

    private Map<String, Object> added(int line, Object object, List<Addition> additions) throws NotEditable {
        Map<String, Object> changed = map(object);
        Map<String, Object> spec = map(changed.get("spec"));
        List<Object> targets = list(spec.get(CONSUMES));
        for (Addition addition : additions) {
            if (addition instanceof Addition.NewTarget added) {
                targets.add(asRead(added.fields()));
            } else {
                var more = (Addition.MorePorts) addition;
                int index = rawIndex(line, more.server());
                Map<String, Object> target = map(targets.get(index));
                List<Object> ports = list(target.get(PORTS));
                more.ports().forEach(it -> ports.add(asRead(it)));
                target.put(PORTS, ports);
                targets.set(index, target);
            }
        }
        spec.put(CONSUMES, targets);
        changed.put("spec", spec);
        return changed;
    }

    private static Map<String, Object> map(@Nullable Object value) {
        var map = new LinkedHashMap<String, Object>();
        if (value instanceof Map<?, ?> it) {
            it.forEach((key, inside) -> map.put(String.valueOf(key), inside));
        }
        return map;
    }

    private static List<Object> list(@Nullable Object value) {
        return value instanceof List<?> it ? new ArrayList<>(it) : new ArrayList<>();
    }

    /** Returns a value with numbers as they are read. */
    private static Object asRead(Object value) {
        if (value instanceof Map<?, ?> it) {
            Map<String, Object> map = map(it);
            map.replaceAll((key, inside) -> asRead(inside));
            return map;
        }
        if (value instanceof List<?> it) {
            return it.stream().map(inside -> asRead((Object) inside)).toList();
        }
        return value instanceof Integer number ? (Object) number.longValue() : value;
    }

    /** Returns whether another text says what is expected. */
    boolean isAsExpected(List<Value> others) {
        return others.stream().map(ReadText::plain).toList().equals(expected);
    }
}
