package dev.clientintents.graph;

import dev.clientintents.model.AccessKey;
import dev.clientintents.model.PortRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The access keys that are declared of one server, and which of them fit into its budget. They are counted with each
 * declaration, so that the cost of a plan depends on what it says and not on how many declarations there are.
 *
 * <p>Where not all fit, the server's own namespace comes first, then those that ask for the least: who asks for much
 * takes nothing from the others.
 */
final class DeclaredKeys {

    /** The size of a peer and its rule besides names. */
    private static final int BYTES_OF_KEY = 160;

    private static final int BYTES_OF_PORT = 60;
    private static final int BYTES_OF_NAMESPACE = 4;

    /** The number of declarations of a key, by namespace. */
    private record Declared(@Nullable PortRange ports, SortedMap<String, Integer> namespaces) {}

    /** The result for certain budgets and a number of ports; each change makes it void. */
    private record Found(
            Budgets budgets,
            int portsOfKey,
            SortedMap<AccessKey, GrantedKey> granted,
            Map<String, Map<AccessKey, Excess>> excess) {}

    private final String namespace;
    private final SortedMap<AccessKey, Declared> keys = new TreeMap<>();
    private volatile @Nullable Found found;

    /** Counts the keys of a server of that namespace. */
    DeclaredKeys(String namespace) {
        this.namespace = namespace;
    }

    void add(String declaring, Intent.Grant grant) {
        keys.computeIfAbsent(grant.key(), key -> new Declared(grant.ports(), new TreeMap<>()))
                .namespaces
                .merge(declaring, 1, Integer::sum);
        found = null;
    }

    void remove(String declaring, Intent.Grant grant) {
        keys.computeIfPresent(grant.key(), (key, declared) -> {
            declared.namespaces.computeIfPresent(declaring, (same, count) -> count > 1 ? count - 1 : null);
            return declared.namespaces.isEmpty() ? null : declared;
        });
        found = null;
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * Returns the keys that are admitted, with the namespaces from where.
     *
     * @param portsOfKey how many ports a key may open at most
     */
    SortedMap<AccessKey, GrantedKey> granted(Budgets budgets, int portsOfKey) {
        return find(budgets, portsOfKey).granted;
    }

    /** Returns why a namespace's key is not admitted; empty where it is. */
    Optional<Excess> excess(String declaring, AccessKey key, Budgets budgets, int portsOfKey) {
        return Optional.ofNullable(find(budgets, portsOfKey)
                .excess
                .getOrDefault(declaring, Map.of())
                .get(key));
    }

    private Found find(Budgets budgets, int portsOfKey) {
        Found known = found;
        if (known == null || known.portsOfKey != portsOfKey || !known.budgets.equals(budgets)) {
            known = share(budgets, portsOfKey);
            found = known;
        }
        return known;
    }

    private Found share(Budgets budgets, int portsOfKey) {
        var ofNamespaces = new HashMap<String, List<AccessKey>>();
        keys.forEach((key, declared) -> declared.namespaces
                .keySet()
                .forEach(it -> ofNamespaces
                        .computeIfAbsent(it, first -> new ArrayList<>())
                        .add(key)));
        var granted = new TreeMap<AccessKey, SortedSet<String>>();
        var excess = new HashMap<String, Map<AccessKey, Excess>>();
        long left = budgets.policyBytes();
        for (String declaring : inTurn(ofNamespaces)) {
            int used = 0;
            for (AccessKey key : ofNamespaces.getOrDefault(declaring, List.of())) {
                long bytes = bytes(key, declaring, granted.containsKey(key), portsOfKey);
                boolean within = used < budgets.keysOfNamespace();
                if (within && bytes <= left) {
                    left -= bytes;
                    used++;
                    granted.computeIfAbsent(key, first -> new TreeSet<>()).add(declaring);
                } else {
                    excess.computeIfAbsent(declaring, first -> new HashMap<>())
                            .put(key, within ? Excess.POLICY_BYTES : Excess.KEYS_OF_NAMESPACE);
                }
            }
        }
        var result = new TreeMap<AccessKey, GrantedKey>();
        keys.forEach((key, declared) -> {
            SortedSet<String> namespaces = granted.get(key);
            if (namespaces != null) {
                result.put(key, new GrantedKey(declared.ports, Collections.unmodifiableSortedSet(namespaces)));
            }
        });
        return new Found(budgets, portsOfKey, Collections.unmodifiableSortedMap(result), excess);
    }

    private List<String> inTurn(Map<String, List<AccessKey>> ofNamespaces) {
        return ofNamespaces.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, List<AccessKey>> it) ->
                                !it.getKey().equals(namespace))
                        .thenComparing(it -> it.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long bytes(AccessKey key, String declaring, boolean known, int portsOfKey) {
        long own = (long) declaring.length() + BYTES_OF_NAMESPACE;
        return known ? own : own + BYTES_OF_KEY + key.label().length() + (long) BYTES_OF_PORT * portsOfKey;
    }
}
