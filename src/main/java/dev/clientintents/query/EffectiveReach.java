package dev.clientintents.query;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.manifest.EffectiveWorld;
import dev.clientintents.manifest.Outcome;
import dev.clientintents.manifest.Snapshot;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.World;
import java.util.List;

/**
 * Who reaches whom once the operator has done its work, and what questions about it may name.
 *
 * @param world what decides it
 * @param reachability the answers
 * @param services the Services that a question may name
 */
public record EffectiveReach(World world, Reachability reachability, List<ServiceEntry> services) {

    public EffectiveReach {
        services = List.copyOf(services);
    }

    /** Of a snapshot and what the operator makes of it. */
    public static EffectiveReach of(Snapshot snapshot, Outcome outcome) {
        World world = EffectiveWorld.of(snapshot, outcome);
        return new EffectiveReach(
                world,
                Reachability.of(world),
                snapshot.services().stream()
                        .map(it -> ObservedService.entry(it.object()))
                        .toList());
    }
}
