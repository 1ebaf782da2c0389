package dev.clientintents.backend.hostname;

import static dev.clientintents.backend.hostname.Maps.fields;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.NameServer;
import dev.clientintents.model.HostName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renders a <a href="https://docs.cilium.io/en/stable/security/dns/">CiliumNetworkPolicy</a>. Cilium learns addresses from
 * the answers that pods of DNS give, for which a rule has to lead queries through its proxy; that rule admits any name. The
 * policy closes what it does not name, so it holds the other name servers, too. The API server is an entity of its own
 * there, which <a href="https://docs.cilium.io/en/stable/security/policy/language/#access-to-from-kube-apiserver">no block
 * of addresses means</a>.
 *
 * @param anyDepth whether {@code **.} means any depth, as it does from Cilium 1.19 on; it meant one label before
 */
public record CiliumHosts(boolean anyDepth) implements HostBackend {

    private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";

    /** How many ports an entry of {@code toPorts} takes. */
    private static final int PORTS = 40;

    @Override
    public ServedKind kind() {
        return new ServedKind("cilium.io", "v2", "CiliumNetworkPolicy");
    }

    @Override
    public String plural() {
        return "ciliumnetworkpolicies";
    }

    @Override
    public boolean tellsApiServer() {
        return true;
    }

    @Override
    public Rendering render(HostAccess access) {
        Optional<HostName> below = access.rules().stream()
                .flatMap(it -> it.hosts().stream())
                .filter(it -> it.below() && !anyDepth)
                .findFirst();
        if (below.isPresent()) {
            return new Rendering.Refused("Cilium before 1.19 can name hosts one label below "
                    + below.get().domain() + ", not all that " + below.get()
                    + " means; declare the names of the hosts");
        }
        if (access.nameServers().problem() != null) {
            return new Rendering.Refused("a CiliumNetworkPolicy must admit DNS, but "
                    + access.nameServers().problem());
        }
        if (!access.rules().isEmpty()
                && access.nameServers().servers().stream().noneMatch(NameServer.Pods.class::isInstance)) {
            return new Rendering.Refused(
                    "Cilium learns names from what pods of DNS answer, and none of the name servers"
                            + " that are known is a pod");
        }
        var egress = new ArrayList<Map<String, Object>>();
        access.nameServers()
                .servers()
                .forEach(it -> egress.add(dns(it, !access.rules().isEmpty())));
        access.rules()
                .forEach(rule -> egress.add(fields(
                        "toFQDNs",
                        rule.hosts().stream().map(CiliumHosts::host).toList(),
                        "toPorts",
                        toPorts(rule.ports(), null))));
        if (access.apiServer() != null) {
            egress.add(fields(
                    "toEntities",
                    List.of("kube-apiserver"),
                    "toPorts",
                    toPorts(access.apiServer().ports(), null)));
        }
        return Maps.policy(
                kind(), access.policy(), fields("endpointSelector", Maps.selector(access.clients()), "egress", egress));
    }

    private static Map<String, Object> host(HostName host) {
        return host.below() ? fields("matchPattern", "**." + host.domain()) : fields("matchName", host.domain());
    }

    /** @param learning whether its answers are to be read, so that addresses of hosts are known */
    private static Map<String, Object> dns(NameServer server, boolean learning) {
        if (server instanceof NameServer.Addresses addresses) {
            return fields(
                    "toCIDRSet",
                    List.of(fields(
                            "cidr",
                            addresses.block().cidr(),
                            "except",
                            addresses.block().except().isEmpty()
                                    ? null
                                    : addresses.block().except())),
                    "toPorts",
                    toPorts(Maps.ports(server), null));
        }
        var pods = (NameServer.Pods) server;
        var requirements = new ArrayList<>(pods.pods().requirements());
        requirements.add(Requirement.of(NAMESPACE, pods.namespace()));
        return fields(
                "toEndpoints",
                List.of(Maps.selector(new Selector(requirements))),
                "toPorts",
                toPorts(Maps.ports(server), learning ? fields("dns", List.of(fields("matchPattern", "*"))) : null));
    }

    /** Returns ports, whose numbers are texts here; null for all. */
    private static @Nullable List<Map<String, Object>> toPorts(
            @Nullable List<PortRange.Numbered> ports, @Nullable Map<String, Object> rules) {
        return ports == null
                ? null
                : Maps.parts(ports, PORTS).stream()
                        .map(part -> fields(
                                "ports", part.stream().map(CiliumHosts::port).toList(), "rules", rules))
                        .toList();
    }

    private static Map<String, Object> port(PortRange.Numbered port) {
        return fields(
                "port",
                Integer.toString(port.first()),
                "endPort",
                port.last() > port.first() ? port.last() : null,
                "protocol",
                port.protocol().name());
    }
}
