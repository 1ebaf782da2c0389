package dev.clientintents.backend.hostname;

import static dev.clientintents.backend.hostname.Maps.fields;

import dev.clientintents.graph.HostAccess;
import java.util.List;

/**
 * Renders Antrea's own <a
 * href="https://antrea.io/docs/main/docs/antrea-network-policy/#fqdn-based-filtering">NetworkPolicy</a>, whose rules come
 * before NetworkPolicies of Kubernetes and close nothing by themselves. In it {@code *} stands for any text, dots included.
 */
public record AntreaHosts() implements HostBackend {

    /** Among policies of the same tier, which are evaluated from 1 to 10000. */
    private static final int PRIORITY = 100;

    @Override
    public ServedKind kind() {
        return new ServedKind("crd.antrea.io", "v1beta1", "NetworkPolicy");
    }

    @Override
    public String plural() {
        return "networkpolicies";
    }

    @Override
    public Rendering render(HostAccess access) {
        List<?> egress = access.rules().stream()
                .map(rule -> fields(
                        "action",
                        "Allow",
                        "to",
                        rule.hosts().stream()
                                .map(it -> fields("fqdn", it.toString()))
                                .toList(),
                        "ports",
                        Maps.ports(rule.ports())))
                .toList();
        return Maps.policy(
                kind(),
                access.policy(),
                fields(
                        "priority",
                        PRIORITY,
                        "appliedTo",
                        List.of(fields("podSelector", Maps.selector(access.clients()))),
                        "egress",
                        egress));
    }
}
