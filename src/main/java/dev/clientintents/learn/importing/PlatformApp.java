package dev.clientintents.learn.importing;

import dev.clientintents.finding.Position;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An application of a platform on which a connection is open where both sides name each other, as nais and skiperator have
 * them.
 *
 * @param workload the workload that the platform makes of it
 * @param app the value of the label {@code app} that its pods have, by which rules name it
 * @param name what findings call it
 * @param ports its ports that rules open; empty means all
 * @param inbound whom it admits
 * @param everybody the place that admits everybody on its ports; empty where none does
 * @param outbound whom it may call
 */
record PlatformApp(
        WorkloadId workload,
        String app,
        String name,
        Position position,
        List<PortRange> ports,
        List<Rule> inbound,
        Optional<Position> everybody,
        List<Rule> outbound) {

    /** Stands for every application. */
    static final String ANY = "*";

    PlatformApp {
        ports = List.copyOf(ports);
        inbound = List.copyOf(inbound);
        outbound = List.copyOf(outbound);
    }

    /**
     * A rule that names another application.
     *
     * @param app its name, or {@value #ANY}
     * @param namespaces where it is
     * @param open whether namespaces that come later may be meant, too
     * @param ports the ports that the rule opens of those of the server; empty means all of them
     */
    record Rule(String app, Predicate<String> namespaces, boolean open, List<PortRange> ports, Position position) {

        Rule {
            ports = List.copyOf(ports);
        }

        boolean means(String namespace, String other) {
            return (app.equals(ANY) || app.equals(other)) && namespaces.test(namespace);
        }
    }
}
