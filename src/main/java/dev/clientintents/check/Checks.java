package dev.clientintents.check;

import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Finding;
import dev.clientintents.query.EffectiveReach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers all findings about a snapshot. */
public final class Checks {

    private Checks() {}

    /**
     * Returns the findings of reading and of checking, by file and line.
     *
     * @param snapshot what the input holds
     * @param outcome what the operator makes of it
     * @param baseline what the operator made of the input before a change; empty where that is not known
     */
    public static List<Finding> findings(Snapshot snapshot, Outcome outcome, Optional<Outcome> baseline) {
        var findings = new ArrayList<>(snapshot.findings());
        snapshot.unevaluated().ifPresent(findings::add);
        var known = KnownWorkloads.of(snapshot);
        findings.addAll(new ClientCheck(outcome.graph(), known).findings(snapshot.intents()));
        findings.addAll(new TargetCheck(outcome, known).findings(snapshot));
        findings.addAll(new ServerAccessCheck(outcome.graph(), known, snapshot.accesses()).findings());
        findings.addAll(OverlapCheck.findings(snapshot.intents()));
        findings.addAll(ReservedCheck.findings(snapshot, outcome));
        findings.addAll(NamespaceCheck.findings(snapshot, outcome.graph()));
        EffectiveReach reach = EffectiveReach.of(snapshot, outcome);
        var endpoints = new LiveEndpoints(reach.reachability());
        findings.addAll(new DefeatCheck(snapshot, outcome, reach, endpoints).findings());
        findings.addAll(new WayOutCheck(snapshot, outcome).findings());
        findings.addAll(new OutsideCheck(snapshot, outcome, reach, endpoints).findings());
        findings.addAll(new MoreWaysOutCheck(snapshot, outcome, reach, endpoints).findings());
        findings.addAll(new NamespaceGrantCheck(snapshot, outcome, reach).findings());
        if (snapshot.unevaluated().isEmpty()) {
            // what is not evaluated may admit what would be cut
            var isolation = new Isolation(snapshot, outcome);
            findings.addAll(new ReplicaCheck(snapshot, outcome, isolation, reach).findings());
            findings.addAll(new EntranceCheck(snapshot, outcome, isolation, reach).findings());
        }
        findings.addAll(EntranceCheck.unknownPorts(snapshot));
        findings.addAll(new PolicyCheck(snapshot, outcome).findings());
        findings.addAll(LastClientCheck.findings(snapshot, outcome, baseline));
        return findings.stream().sorted().distinct().toList();
    }

    /** Returns the findings of reading alone, by file and line. */
    public static List<Finding> ofReading(Snapshot snapshot) {
        return snapshot.findings().stream().sorted().distinct().toList();
    }
}
