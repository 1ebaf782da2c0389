package dev.clientintents.backend.hostname;

import static dev.clientintents.backend.hostname.Maps.fields;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.model.HostName;
import dev.clientintents.model.PortRange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Renders the <a href="https://cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies">FQDNNetworkPolicy</a>
 * of GKE's Dataplane V2.
 */
public record GkeHosts() implements HostBackend {

    @Override
    public ServedKind kind() {
        return new ServedKind("networking.gke.io", "v1alpha1", "FQDNNetworkPolicy");
    }

    @Override
    public String plural() {
        return "fqdnnetworkpolicies";
    }

    @Override
    public Rendering render(HostAccess access) {
        Optional<HostName> below = access.rules().stream()
                .flatMap(it -> it.hosts().stream())
                .filter(HostName::below)
                .findFirst();
        if (below.isPresent()) {
            return new Rendering.Refused("an FQDNNetworkPolicy can name hosts one label below "
                    + below.get().domain() + ", not all that " + below.get()
                    + " means; declare the names of the hosts");
        }
        Optional<PortRange.Numbered> range = access.rules().stream()
                .flatMap(it -> Stream.ofNullable(it.ports()))
                .flatMap(Collection::stream)
                .filter(it -> it.last() > it.first())
                .findFirst();
        if (range.isPresent()) {
            return new Rendering.Refused(
                    "an FQDNNetworkPolicy cannot name the range of ports " + range.get() + "; declare single ports");
        }
        List<?> egress = access.rules().stream()
                .map(rule -> fields(
                        "matches",
                        rule.hosts().stream()
                                .map(it -> fields("name", it.domain()))
                                .toList(),
                        "ports",
                        Maps.ports(rule.ports())))
                .toList();
        return Maps.policy(
                kind(), access.policy(), fields("podSelector", Maps.selector(access.clients()), "egress", egress));
    }
}
