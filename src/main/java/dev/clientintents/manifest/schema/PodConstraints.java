package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the API server asks of the containers of a pod. */
final class PodConstraints {

    private static final List<String> LISTS = List.of("containers", "initContainers");

    private PodConstraints() {}

    /** The ports of a container have different names. */
    static void portNames(Mapping container, Constraint.Report report) {
        var names = new HashSet<String>();
        List<Value> ports = container.items("ports");
        for (int i = 0; i < ports.size(); i++) {
            Optional<String> name = ((Mapping) ports.get(i)).text("name").filter(it -> !it.isEmpty());
            if (name.isPresent() && !names.add(name.get())) {
                report.violation(
                        "ports[" + i + "].name",
                        ports.get(i),
                        "is '" + name.get() + "', which another port of the container is called, too",
                        "give each port a name of its own");
            }
        }
    }

    /** The containers of a pod have different names, and no two of them one port of the node. */
    static void containers(Mapping spec, Constraint.Report report) {
        var names = new HashSet<String>();
        for (String list : LISTS) {
            List<Value> containers = spec.items(list);
            Set<String> ports = new HashSet<>();
            for (int i = 0; i < containers.size(); i++) {
                if (list.equals("initContainers")) {
                    ports = new HashSet<>(); // they run one after the other
                }
                var container = (Mapping) containers.get(i);
                String field = list + "[" + i + "]";
                String name = container.text("name").orElse("");
                if (!names.add(name)) {
                    report.violation(
                            field + ".name",
                            container,
                            "is '" + name + "', which another container of the pod is called, too",
                            "give each container a name of its own");
                }
                hostPorts(spec.isTrue("hostNetwork"), container, field, ports, report);
            }
        }
    }

    private static void hostPorts(
            boolean onHost, Mapping container, String field, Set<String> taken, Constraint.Report report) {
        for (int i = 0; i < container.items("ports").size(); i++) {
            var port = (Mapping) container.items("ports").get(i);
            Optional<Long> own = port.number("containerPort");
            Optional<Long> stated = port.number("hostPort").filter(it -> it != 0);
            Optional<Long> host = stated.or(() -> onHost ? own : Optional.empty());
            String place = field + ".ports[" + i + "]";
            if (onHost && !host.equals(own)) {
                report.violation(
                        place + ".hostPort",
                        port,
                        "is " + stated.orElse(0L) + ", and on the host network it must be the containerPort",
                        "remove it");
            } else if (host.isPresent()
                    && !taken.add(
                            port.text("protocol").filter(it -> !it.isEmpty()).orElse("TCP") + "/"
                                    + port.text("hostIP").orElse("") + "/" + host.get())) {
                report.violation(
                        place + (onHost ? ".containerPort" : ".hostPort"),
                        port,
                        "is " + host.get() + ", which another port takes on the node, too",
                        "give it another number");
            }
        }
    }
}
