package dev.clientintents.graph;

import dev.clientintents.model.HostName;
import dev.clientintents.model.PortRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that clients reach on the same ports.
 *
 * @param hosts in their order, each once; never empty
 * @param ports in their order, each once; null means all, and the list is never empty
 */
public record HostRule(List<HostName> hosts, @Nullable List<PortRange.Numbered> ports) {

    private static final Comparator<PortRange.Numbered> ORDER = Comparator.comparing(PortRange.Numbered::protocol)
            .thenComparing(PortRange.Numbered::first)
            .thenComparing(PortRange.Numbered::last);

    /** @throws IllegalArgumentException where the hosts or the ports are empty, which policies take for "all" */
    public HostRule {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("an empty list of hosts is not valid: it would open every address");
        }
        hosts = hosts.stream().distinct().sorted().toList();
        ports = ordered(ports, hosts);
    }

    /** Returns ports in their order, each once; null for all. */
    static @Nullable List<PortRange.Numbered> ordered(@Nullable List<PortRange.Numbered> ports, Object of) {
        if (ports != null && ports.isEmpty()) {
            throw new IllegalArgumentException("an empty list of ports is not valid: it would open all ports of " + of);
        }
        return ports == null ? null : ports.stream().distinct().sorted(ORDER).toList();
    }

    /** Returns the same rules in a fixed order, those of the same ports as one. */
    static List<HostRule> merged(Collection<HostRule> rules) {
        var byPorts = new TreeMap<String, HostRule>();
        for (HostRule rule : rules) {
            byPorts.merge(String.valueOf(rule.ports), rule, (one, other) -> {
                SortedSet<HostName> hosts = new TreeSet<>(one.hosts);
                hosts.addAll(other.hosts);
                return new HostRule(List.copyOf(hosts), one.ports);
            });
        }
        return List.copyOf(byPorts.values());
    }
}
