package dev.clientintents.query;

import dev.clientintents.effective.EffectiveWorld;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers who reaches whom once the operator has done its work, and holds the objects that questions may name. */
public final class EffectiveReach {

    private final World world;
    private final Reachability reachability;
    private final List<ServiceEntry> services;
    private final Map<WorkloadId, List<World.Port>> ports = new HashMap<>();

    private EffectiveReach(World world, List<ServiceEntry> services) {
        this.world = world;
        this.services = services;
        reachability = Reachability.of(world);
        world.pods()
                .forEach(pod -> ports.computeIfAbsent(pod.workload(), it -> new ArrayList<>())
                        .addAll(pod.ports()));
    }

    /** Returns the reach of a snapshot and of what the operator makes of it. */
    public static EffectiveReach of(Snapshot snapshot, Outcome outcome) {
        return new EffectiveReach(
                EffectiveWorld.of(snapshot, outcome),
                snapshot.services().stream()
                        .map(it -> ObservedService.entry(it.object()))
                        .toList());
    }

    /** Returns the reachability that answers questions. */
    public Reachability reachability() {
        return reachability;
    }

    /** Returns the world that decides the answers. */
    World world() {
        return world;
    }

    /** Returns the Services that a question may name. */
    List<ServiceEntry> services() {
        return services;
    }

    /** Returns the ports of a workload's pods that are meant; none where no container has one of that name. */
    public PortSet numbers(PortRange meant, WorkloadId workload) {
        if (meant instanceof PortRange.Numbered numbered) {
            return PortSet.of(numbered);
        }
        String name = ((PortRange.Named) meant).name();
        PortSet numbers = PortSet.NONE;
        for (World.Port port : ports.getOrDefault(workload, List.of())) {
            if (name.equals(port.name()) && meant.protocol() == port.protocol()) {
                numbers = numbers.union(PortSet.of(PortRange.Numbered.of(port.protocol(), port.number())));
            }
        }
        return numbers;
    }
}
