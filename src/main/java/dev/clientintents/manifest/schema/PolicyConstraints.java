package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.reach.IpRange;
import java.util.Optional;

/** What the API server asks of the rules of a <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/">NetworkPolicy</a>. */
final class PolicyConstraints {

    private PolicyConstraints() {}

    static void peer(Mapping peer, Constraint.Report report) {
        boolean selects = peer.has("podSelector") || peer.has("namespaceSelector");
        if (peer.has("ipBlock") && selects) {
            report.violation("", peer, "has a selector beside its ipBlock", "make two entries of it");
        } else if (!peer.has("ipBlock") && !selects) {
            report.violation(
                    "",
                    peer,
                    "is empty",
                    "write a podSelector, a namespaceSelector or an ipBlock; remove the whole list to mean everybody");
        }
    }

    static void port(Mapping port, Constraint.Report report) {
        Optional<Value> end = port.get("endPort");
        if (end.isEmpty()) {
            return;
        }
        Optional<Long> first = port.number("port");
        if (first.isEmpty()) {
            report.violation(
                    "endPort",
                    end.get(),
                    port.has("port") ? "needs a port that is a number" : "needs a port",
                    "write the number of the first port as port, or remove endPort");
        } else if (port.number("endPort").orElse(0L) < first.get()) {
            report.violation("endPort", end.get(), "is below port, " + first.get(), "write the first port as port");
        }
    }

    /** What a block excepts is a smaller part of it. */
    static void block(Mapping block, Constraint.Report report) {
        Optional<IpRange> whole = block.text("cidr").flatMap(IpRange::parse);
        for (int i = 0; i < block.items("except").size(); i++) {
            Value except = block.items("except").get(i);
            boolean within = whole.isPresent()
                    && except instanceof Scalar scalar
                    && scalar.content() instanceof String text
                    && IpRange.parse(text)
                            .filter(it -> whole.get().contains(it) && !it.equals(whole.get()))
                            .isPresent();
            if (!within) {
                report.violation(
                        "except[" + i + "]",
                        except,
                        "is " + except.description() + ", which is no smaller block within "
                                + block.text("cidr").orElse(""),
                        "write a part of the block, or remove it");
            }
        }
    }
}
