package dev.clientintents.learn.importing;

import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a source says.
 *
 * @param consumptions who consumes whom
 * @param closures which servers are closed; replicas of one reach each other where any of them says so
 * @param entrances which addresses come in
 * @param replaced the NetworkPolicies in whose place the intents are
 * @param superseded where the policies of other kinds are in whose place the intents are
 * @param declared what the source's own controller would admit, where no NetworkPolicies of the input say it; empty where
 *     the policies that are replaced do
 * @param findings what cannot be read, or not be said in intents
 */
public record Imported(
        List<Consumption> consumptions,
        List<Closure> closures,
        List<AddressEntrance> entrances,
        Set<ObjectKey> replaced,
        List<Position> superseded,
        Optional<List<DeclaredRule>> declared,
        List<Finding> findings) {

    public Imported {
        consumptions = List.copyOf(consumptions);
        closures = List.copyOf(closures);
        entrances = List.copyOf(entrances);
        replaced = Set.copyOf(replaced);
        superseded = List.copyOf(superseded);
        findings = List.copyOf(findings);
    }

    /** Returns the servers that are closed, in the order in which the source names them. */
    Set<ServerId> closed() {
        var servers = new LinkedHashSet<ServerId>();
        closures.forEach(it -> servers.add(it.server()));
        return servers;
    }
}
