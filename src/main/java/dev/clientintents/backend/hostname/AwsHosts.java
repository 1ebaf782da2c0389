package dev.clientintents.backend.hostname;

import static dev.clientintents.backend.hostname.Maps.fields;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.NameServer;
import dev.clientintents.model.HostName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Renders the ApplicationNetworkPolicy that <a href="https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html">EKS
 * Auto Mode</a> enforces. It closes what it does not name, so it holds the name servers, too.
 */
public record AwsHosts() implements HostBackend {

    @Override
    public ServedKind kind() {
        return new ServedKind("networking.k8s.aws", "v1alpha1", "ApplicationNetworkPolicy");
    }

    @Override
    public String plural() {
        return "applicationnetworkpolicies";
    }

    @Override
    public Rendering render(HostAccess access) {
        if (access.nameServers().problem() != null) {
            return new Rendering.Refused("an ApplicationNetworkPolicy must admit DNS, but "
                    + access.nameServers().problem());
        }
        List<?> egress = Stream.concat(
                        access.nameServers().servers().stream()
                                .map(it -> fields("to", List.of(peer(it)), "ports", Maps.ports(Maps.ports(it)))),
                        access.rules().stream()
                                .map(it -> fields(
                                        "to",
                                        List.of(fields(
                                                "domainNames",
                                                it.hosts().stream()
                                                        .map(HostName::toString)
                                                        .toList())),
                                        "ports",
                                        Maps.ports(it.ports()))))
                .toList();
        return Maps.policy(
                kind(),
                access.policy(),
                fields(
                        "podSelector",
                        Maps.selector(access.clients()),
                        "policyTypes",
                        List.of("Egress"),
                        "egress",
                        egress));
    }

    private static Map<String, Object> peer(NameServer server) {
        if (server instanceof NameServer.Pods pods) {
            return fields(
                    "namespaceSelector", Maps.namespace(pods.namespace()), "podSelector", Maps.selector(pods.pods()));
        }
        var block = ((NameServer.Addresses) server).block();
        return fields(
                "ipBlock", fields("cidr", block.cidr(), "except", block.except().isEmpty() ? null : block.except()));
    }
}
