package dev.clientintents.cli.command;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.option.FlowOptions;
import dev.clientintents.cli.option.ReadOptions;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.Scope;
import dev.clientintents.learn.evidence.Closed;
import dev.clientintents.learn.evidence.Evidence;
import dev.clientintents.learn.evidence.Judge;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.TrafficReader;
import dev.clientintents.query.EffectiveReach;
import java.util.ArrayList;
import java.util.Set;

/**
 * Connections that were seen, held against an input.
 *
 * @param now the input, and who reaches whom by what is in it
 * @param evidence what becomes of what was seen once all servers are closed
 */
record Weighed(Evaluated now, Evidence evidence) {

    /**
     * Reads an input and records of connections.
     *
     * @throws CannotRun where neither records are named nor the input tells of connections
     */
    static Weighed of(ReadOptions input, FlowOptions flows) {
        flows.checkAgainst(input);
        var traffic = new ArrayList<Manifest>();
        Input read = input.read(Set.of(TrafficReader.KIND), it -> {
            if (TrafficReader.isTraffic(it)) {
                traffic.add(it);
            }
        });
        if (!flows.isGiven(traffic)) {
            throw new CannotRun("there is no ObservedTraffic in " + input.description()
                    + "; name records of connections, as in --flows flows.jsonl");
        }
        Evaluated now = Evaluated.of(read);
        Snapshot snapshot = read.snapshot();
        Scope scope = read.outcome().graph().scope();
        Snapshot closing = Closed.closing(snapshot, Closed.closable(snapshot, scope));
        EffectiveReach closed = EffectiveReach.of(closing, Outcome.of(closing, scope));
        return new Weighed(now, Judge.of(flows.read(snapshot, traffic), snapshot, read.outcome(), now.reach(), closed));
    }
}
