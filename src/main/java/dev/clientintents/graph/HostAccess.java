package dev.clientintents.graph;

import dev.clientintents.model.HostName;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one client reaches by name, and not by pods or addresses.
 *
 * @param policy the client's namespace, and the name that the policy shall have; at most 63 characters, and not the name
 *     of a NetworkPolicy there, with which AWS would mix it up
 * @param clients what the labels of the client's pods meet
 * @param rules the hosts; empty only where the API server is reached
 * @param nameServers where the pods have names resolved
 * @param apiServer the API server, where its addresses do not tell it; null where it is not reached, or is by addresses
 */
public record HostAccess(
        ObjectKey policy,
        Selector clients,
        List<HostRule> rules,
        NameServers nameServers,
        @Nullable ApiServer apiServer) {

    /**
     * The API server of the cluster.
     *
     * @param ports on which it is reached; null means all, and the list is never empty
     */
    public record ApiServer(@Nullable List<PortRange.Numbered> ports) {

        /** @throws IllegalArgumentException where the ports are empty, which policies take for "all" */
        public ApiServer {
            ports = HostRule.ordered(ports, "the API server");
        }
    }

    /** @throws IllegalArgumentException where nothing is reached, which some policies take for "nothing is allowed" */
    public HostAccess {
        if (rules.isEmpty() && apiServer == null) {
            throw new IllegalArgumentException("a policy without hosts is not valid for " + policy + "; write none");
        }
        rules = HostRule.merged(rules);
    }

    /** Creates access to hosts alone. */
    public HostAccess(ObjectKey policy, Selector clients, List<HostRule> rules, NameServers nameServers) {
        this(policy, clients, rules, nameServers, null);
    }

    /** Returns whether a host is reached on these ports; null means all. */
    public boolean reaches(HostName host, @Nullable List<PortRange.Numbered> ports) {
        var wanted = new HostRule(List.of(host), ports);
        return rules.stream().anyMatch(it -> it.hosts().contains(host) && Objects.equals(it.ports(), wanted.ports()));
    }
}
