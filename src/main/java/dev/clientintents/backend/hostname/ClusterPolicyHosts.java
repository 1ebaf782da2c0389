package dev.clientintents.backend.hostname;

import static dev.clientintents.backend.hostname.Maps.fields;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.model.HostName;
import dev.clientintents.model.PortRange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders a <a href="https://network-policy-api.sigs.k8s.io/npeps/npep-133-fqdn-egress-selector/">ClusterNetworkPolicy</a>
 * of the tier Admin. It comes before NetworkPolicies and closes nothing by itself. Only the experimental channel of its CRD
 * has names, and only some network plugins read them.
 *
 * @param priority 0 to 1000; policies of lower numbers come before it
 */
public record ClusterPolicyHosts(int priority) implements HostBackend {

    /** How many rules, peers of a rule, names of a peer and ports of a rule there may be. */
    private static final int MOST = 25;

    /** @throws IllegalArgumentException where the priority is not valid */
    public ClusterPolicyHosts {
        if (priority < 0 || priority > 1000) {
            throw new IllegalArgumentException("the priority must be 0 to 1000, not " + priority);
        }
    }

    @Override
    public ServedKind kind() {
        return new ServedKind("policy.networking.k8s.io", "v1alpha2", "ClusterNetworkPolicy");
    }

    @Override
    public String plural() {
        return "clusternetworkpolicies";
    }

    @Override
    public boolean namespaced() {
        return false;
    }

    /** Returns the policy, which lies in no namespace: its name is that of the client's namespace and of the policy. */
    @Override
    public Rendering render(HostAccess access) {
        boolean large = access.rules().size() > MOST
                || access.rules().stream()
                        .anyMatch(it -> it.hosts().size() > MOST * MOST
                                || (it.ports() != null && it.ports().size() > MOST));
        if (large) {
            return new Rendering.Refused("a ClusterNetworkPolicy holds " + MOST + " lists of ports, " + MOST
                    + " ports in each, and " + MOST * MOST + " hosts for each at most; declare fewer");
        }
        List<?> egress = access.rules().stream()
                .map(it -> fields("action", "Accept", "to", peers(it.hosts()), "protocols", protocols(it.ports())))
                .toList();
        return Maps.policy(
                kind(),
                null,
                access.policy().namespace() + "." + access.policy().name(),
                fields(
                        "tier",
                        "Admin",
                        "priority",
                        priority,
                        "subject",
                        fields(
                                "pods",
                                fields(
                                        "namespaceSelector",
                                        Maps.namespace(access.policy().namespace()),
                                        "podSelector",
                                        Maps.selector(access.clients()))),
                        "egress",
                        egress));
    }

    private static List<Map<String, Object>> peers(List<HostName> hosts) {
        return Maps.parts(hosts.stream().map(HostName::toString).toList(), MOST).stream()
                .map(it -> fields("domainNames", it))
                .toList();
    }

    private static @Nullable List<Map<String, Object>> protocols(@Nullable List<PortRange.Numbered> ports) {
        return ports == null
                ? null
                : ports.stream()
                        .map(it -> fields(
                                it.protocol().name().toLowerCase(Locale.ROOT),
                                fields(
                                        "destinationPort",
                                        it.first() == it.last()
                                                ? fields("number", it.first())
                                                : fields("range", fields("start", it.first(), "end", it.last())))))
                        .toList();
    }
}
