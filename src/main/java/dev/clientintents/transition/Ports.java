package dev.clientintents.transition;

import dev.clientintents.model.PortRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Treats lists of ports as sets; null means all. */
final class Ports {

    private Ports() {}

    static @Nullable List<PortRange> union(@Nullable List<PortRange> one, @Nullable List<PortRange> other) {
        if (one == null || other == null) {
            return null;
        }
        var all = new LinkedHashSet<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    /**
     * Returns the ports of {@code declared} that are in {@code open}. A name and a number may be the same port, which
     * only the pods know; where they meet, what is declared counts.
     */
    static @Nullable List<PortRange> declaredOf(@Nullable List<PortRange> declared, @Nullable List<PortRange> open) {
        if (open == null) {
            return declared;
        }
        if (declared == null) {
            return open;
        }
        var both = new LinkedHashSet<PortRange>();
        for (PortRange wanted : declared) {
            open.forEach(it -> both.addAll(common(wanted, it)));
        }
        return List.copyOf(both);
    }

    private static List<PortRange> common(PortRange declared, PortRange open) {
        if (declared.protocol() != open.protocol()) {
            return List.of();
        }
        var common = new ArrayList<PortRange>();
        if (declared instanceof PortRange.Numbered one && open instanceof PortRange.Numbered other) {
            int first = Math.max(one.first(), other.first());
            int last = Math.min(one.last(), other.last());
            if (first <= last) {
                common.add(new PortRange.Numbered(one.protocol(), first, last));
            }
        } else if (declared.equals(open) || declared.getClass() != open.getClass()) {
            common.add(declared);
        }
        return common;
    }
}
