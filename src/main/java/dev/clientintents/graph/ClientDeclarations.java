package dev.clientintents.graph;

import dev.clientintents.model.AccessKey;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ClientIntents of all workloads of one namespace and name, and which of their keys count: the first of the oldest
 * objects, in the order of their specs, so that nothing that is in force is lost to what is declared later. What a pod
 * costs is bounded so, however much is declared.
 */
final class ClientDeclarations {

    private final int budget;
    private final NavigableSet<IntentsEntry> entries = new TreeSet<>(DeclaredObject.BY_AGE);
    private int declared;

    /** Null until somebody asks. */
    private volatile @Nullable Set<AccessKey> counted;

    /** @param budget how many keys count; one that is declared twice counts twice */
    ClientDeclarations(int budget) {
        this.budget = budget;
    }

    void add(IntentsEntry entry) {
        entries.add(entry);
        declared += keys(entry);
        counted = null;
    }

    void remove(IntentsEntry entry) {
        if (entries.remove(entry)) {
            declared -= keys(entry);
            counted = null;
        }
    }

    /** Returns the objects, the oldest first. */
    Collection<IntentsEntry> entries() {
        return Collections.unmodifiableSet(entries);
    }

    /** Returns whether more is declared than counts. */
    boolean isOverBudget() {
        return declared > budget;
    }

    /** Returns whether a declared key does not count. */
    boolean isBeyond(AccessKey key) {
        return isOverBudget() && !counted().contains(key);
    }

    private Set<AccessKey> counted() {
        Set<AccessKey> known = counted;
        if (known == null) {
            known = find();
            counted = known;
        }
        return known;
    }

    private Set<AccessKey> find() {
        var found = new HashSet<AccessKey>();
        int left = budget;
        for (IntentsEntry entry : entries) {
            for (Intent intent : entry.intents()) {
                for (Intent.Grant grant : intent.grants()) {
                    if (left-- == 0) {
                        return found;
                    }
                    found.add(grant.key());
                }
            }
        }
        return found;
    }

    private static int keys(IntentsEntry entry) {
        return entry.intents().stream()
                .mapToInt(intent -> intent.grants().size())
                .sum();
    }
}
