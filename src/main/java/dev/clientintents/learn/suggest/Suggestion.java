package dev.clientintents.learn.suggest;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client is to declare beside what it declares.
 *
 * @param client the workload
 * @param kind the kind by which its ClientIntents names it; null where its name is enough
 * @param targets what it calls; never empty
 */
public record Suggestion(WorkloadId client, @Nullable String kind, List<Target> targets) {

    public Suggestion {
        targets = List.copyOf(targets);
    }

    /**
     * One server that it calls.
     *
     * @param called as the ClientIntents is to name it: a workload without its kind where the name is enough
     * @param ports the ports, as that server has them; empty means all
     * @param evidence how it is known, each in a line for people
     */
    public record Target(Called called, List<PortRange> ports, List<String> evidence) {

        public Target {
            ports = List.copyOf(ports);
            evidence = List.copyOf(evidence);
        }
    }
}
