package dev.clientintents.operator;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How much every map, collection and queue holds that can be reached from an object by way of fields of our classes and
 * of the framework's: also those that somebody adds tomorrow. Those of one field of one class are added up.
 */
final class ReachableSizes {

    private static final List<String> LOOKED_INTO =
            List.of("dev.clientintents.", "io.javaoperatorsdk.", "io.fabric8.kubernetes.client.informers.");

    private record Found(Object object, String where) {}

    private final SortedMap<String, Long> sizes = new TreeMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Found> open = new ArrayDeque<>();

    private ReachableSizes() {}

    /** Returns the sizes by class and field. */
    static SortedMap<String, Long> from(Object root) {
        var walk = new ReachableSizes();
        walk.reach(root, "the root");
        while (!walk.open.isEmpty()) {
            Found next = walk.open.remove();
            walk.look(next.object, next.where);
        }
        return walk.sizes;
    }

    private void reach(@Nullable Object object, String where) {
        if (object != null && !object.getClass().isEnum() && seen.add(object)) {
            open.add(new Found(object, where));
        }
    }

    private void look(Object object, String where) {
        if (object instanceof Map<?, ?> map) {
            sizes.merge(where, (long) map.size(), Long::sum);
            List.copyOf(map.keySet()).forEach(key -> reach(key, where + " key"));
            new ArrayList<>(map.values()).forEach(value -> reach(value, where + " value"));
        } else if (object instanceof Collection<?> collection) {
            sizes.merge(where, (long) collection.size(), Long::sum);
            new ArrayList<>(collection).forEach(element -> reach(element, where + " element"));
        } else if (object instanceof ThreadPoolExecutor executor) {
            sizes.merge(where + " queue", (long) executor.getQueue().size(), Long::sum);
        } else if (object instanceof AtomicReference<?> reference) {
            reach(reference.get(), where);
        } else if (object instanceof Optional<?> optional) {
            optional.ifPresent(it -> reach(it, where));
        } else if (object instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                reach(Array.get(array, i), where + " element");
            }
        } else if (LOOKED_INTO.stream().anyMatch(object.getClass().getName()::startsWith)) {
            lookAtFields(object);
        }
    }

    private void lookAtFields(Object object) {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    String owner = type.isHidden() ? "a function of " + outer(type) : type.getName();
                    reach(value(field, object), owner + "." + (type.isHidden() ? "captured" : field.getName()));
                }
            }
        }
    }

    private static String outer(Class<?> hidden) {
        return hidden.getName().replaceAll("\\$\\$Lambda.*", "");
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InaccessibleObjectException e) {
            return null; // a class of the JDK that one of ours extends; what it holds it says by its interface
        }
    }
}
