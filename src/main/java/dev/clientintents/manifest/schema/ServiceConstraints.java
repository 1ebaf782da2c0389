package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What the API server asks of the spec of a <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/">Service</a>. */
final class ServiceConstraints {

    private static final List<String> NOT_FOR_NAMES =
            List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");
    private static final List<String> FOR_LOAD_BALANCERS =
            List.of("loadBalancerClass", "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts");

    private ServiceConstraints() {}

    static void service(Mapping spec, Constraint.Report report) {
        String type = spec.text("type").filter(it -> !it.isEmpty()).orElse("ClusterIP");
        Optional<String> address = spec.text("clusterIP").filter(it -> !it.isEmpty());
        boolean headless = address.filter("None"::equals).isPresent();
        if (type.equals("ExternalName")) {
            externalName(spec, report);
        } else if (address.isPresent() && !headless && !Format.ADDRESS.accepts(address.get())) {
            report.violation(
                    "clusterIP",
                    spec.get("clusterIP").orElse(spec),
                    "is '" + address.get() + "'",
                    "write an address or None, or leave it out");
        } else if (headless && !type.equals("ClusterIP")) {
            report.violation(
                    "clusterIP", spec.get("clusterIP").orElse(spec), "is None, which is not for " + type, "remove it");
        } else if (!headless && spec.items("ports").isEmpty()) {
            report.violation("ports", spec, "is empty", "write at least one port");
        }
        if (!type.equals("LoadBalancer")) {
            FOR_LOAD_BALANCERS.forEach(field -> spec.get(field)
                    .filter(it ->
                            !(it instanceof Value.Sequence list && list.items().isEmpty()))
                    .ifPresent(it ->
                            report.violation(field, it, "is for the type LoadBalancer, not " + type, "remove it")));
        }
        List<Value> ranges = spec.items("loadBalancerSourceRanges");
        for (int i = 0; i < ranges.size(); i++) {
            if (!Format.BLOCK.accepts(String.valueOf(ranges.get(i).plain()).strip())) {
                report.violation(
                        "loadBalancerSourceRanges[" + i + "]",
                        ranges.get(i),
                        "is " + ranges.get(i).description(),
                        Format.BLOCK.advice());
            }
        }
        if (type.equals("ClusterIP") || type.equals("ExternalName")) {
            spec.text("externalTrafficPolicy")
                    .filter(it -> !it.isEmpty() && spec.items("externalIPs").isEmpty())
                    .ifPresent(it -> report.violation(
                            "externalTrafficPolicy",
                            spec.get("externalTrafficPolicy").orElse(spec),
                            "is for Services that are reached from outside, not for " + type,
                            "remove it"));
        }
    }

    private static void externalName(Mapping spec, Constraint.Report report) {
        String name = spec.text("externalName").orElse("");
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!Format.SUBDOMAIN.accepts(plain)) {
            report.violation(
                    "externalName",
                    spec.get("externalName").orElse(spec),
                    name.isEmpty() ? "is required with type ExternalName" : "is '" + name + "'",
                    "write the name that stands for, for example db.example.com");
        }
        for (String field : NOT_FOR_NAMES) {
            spec.get(field)
                    .filter(it -> !spec.text(field).orElse("x").isEmpty())
                    .ifPresent(it -> report.violation(field, it, "is not for the type ExternalName", "remove it"));
        }
    }

    /** The ports differ in their numbers and, where there are several, have different names. */
    static void ports(Mapping spec, Constraint.Report report) {
        List<Value> ports = spec.items("ports");
        boolean inside = spec.text("type").orElse("").isEmpty()
                || spec.text("type").orElse("").equals("ClusterIP");
        var names = new HashSet<String>();
        var ofNodes = new HashSet<String>();
        var numbers = new HashSet<String>();
        for (int i = 0; i < ports.size(); i++) {
            var port = (Mapping) ports.get(i);
            String name = port.text("name").orElse("");
            if (name.isEmpty() ? ports.size() > 1 : !names.add(name)) {
                report.violation(
                        "ports[" + i + "].name",
                        port,
                        name.isEmpty()
                                ? "is required where there are several ports"
                                : "is '" + name + "', which another port is called, too",
                        "give each port a name of its own");
            }
            String number = port.text("protocol").filter(it -> !it.isEmpty()).orElse("TCP") + " "
                    + port.number("port").orElse(0L);
            Optional<Long> ofNode = port.number("nodePort").filter(it -> it != 0);
            if (ofNode.isPresent() && (inside || !ofNodes.add(number.substring(0, 3) + ofNode.get()))) {
                report.violation(
                        "ports[" + i + "].nodePort",
                        port,
                        inside ? "is not for the type ClusterIP" : "is " + ofNode.get() + ", as of another port",
                        "remove it");
            }
            if (!numbers.add(number)) {
                report.violation("ports[" + i + "]", port, "is " + number + " once more", "remove one of the two");
            }
        }
    }
}
