package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.util.Optional;
import java.util.stream.Stream;

/** What the rules in the CRDs of <a href="https://network-policy-api.sigs.k8s.io/">admin policies</a> ask. */
final class AdminConstraints {

    private AdminConstraints() {}

    /** A cluster has one policy of a kind, whose name is known. */
    static void onlyDefault(Mapping policy, Constraint.Report report) {
        Optional<Mapping> metadata = policy.mapping("metadata");
        Optional<String> name = metadata.flatMap(it -> it.text("name"));
        if (name.filter("default"::equals).isEmpty()) {
            report.violation(
                    "metadata.name",
                    metadata.flatMap(it -> it.get("name")).orElse(policy),
                    "must be default, for a cluster has one policy of this kind"
                            + name.map(it -> ", not " + it).orElse(""),
                    "write default");
        }
    }

    /** The names of ports are those of containers, which what is no pod does not have. */
    static void egress(Mapping rule, Constraint.Report report) {
        boolean pods = rule.items("to").stream()
                .noneMatch(peer -> has(peer, "networks") || has(peer, "nodes") || has(peer, "domainNames"));
        if (pods) {
            return;
        }
        Stream.concat(rule.items("ports").stream(), rule.items("protocols").stream())
                .filter(port -> has(port, "namedPort") || has(port, "destinationNamedPort"))
                .findFirst()
                .ifPresent(port -> report.violation(
                        "",
                        port,
                        "has the name of a port beside networks, nodes or domain names, which have no such names",
                        "write the port's number, or a rule of its own for what are no pods"));
    }

    private static boolean has(Value value, String field) {
        return value instanceof Mapping map && map.has(field);
    }
}
