package dev.clientintents.reach;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.engine.ClassSelection;
import dev.clientintents.reach.engine.Population;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What reaches backends of one kind, as far as policies admit it. */
abstract class Backends {

    final Population population;
    private final Map<Integer, PortSet> open = new TreeMap<>();
    private final Map<Integer, PortSet> undecided = new TreeMap<>();
    private final List<Warning> warnings = new ArrayList<>();

    Backends(Population population) {
        this.population = population;
    }

    /** Takes one kind of backends. */
    final void expose(List<World.Backend> backends, Class<? extends World.Source> kind, ClassSelection selection) {
        for (World.Backend backend : backends) {
            if (kind.isInstance(backend.source()) && !backend.podSelector().isEmpty()) {
                for (int podClass : selection.carrying(backend.namespace(), backend.podSelector())) {
                    expose(backend, podClass, exposed(backend, podClass));
                }
            }
        }
    }

    /** Finds what of the ports that a backend exposes is open at a class of its pods. */
    abstract void expose(World.Backend backend, int podClass, PortSet exposed);

    private PortSet exposed(World.Backend backend, int podClass) {
        Map<PortRange.Named, PortSet> names = population.classes().get(podClass).ports();
        PortSet exposed = PortSet.NONE;
        for (PortRange port : backend.ports()) {
            exposed = exposed.union(
                    port instanceof PortRange.Numbered numbers
                            ? PortSet.of(numbers)
                            : names.getOrDefault((PortRange.Named) port, PortSet.NONE));
        }
        return exposed;
    }

    final void addOpen(int podClass, PortSet ports) {
        if (!ports.isEmpty()) {
            open.merge(podClass, ports, PortSet::union);
        }
    }

    final void addUndecided(int podClass, PortSet ports) {
        if (!ports.isEmpty()) {
            undecided.merge(podClass, ports, PortSet::union);
        }
    }

    final void warn(Warning.Code code, World.Backend backend, int podClass, PortSet blocked, String reason) {
        warnings.add(new Warning(
                code, backend.origin(), "exposes " + names(podClass) + " on " + blocked + ", but " + reason));
    }

    private String names(int podClass) {
        return String.join(
                ", ",
                population.membersOf(podClass).stream()
                        .map(member ->
                                population.members().get(member).endpoint().toString())
                        .toList());
    }

    /** Returns the ports of each class that are reached. */
    final Map<Integer, PortSet> open() {
        return open;
    }

    final PortSet open(int podClass) {
        return open.getOrDefault(podClass, PortSet.NONE);
    }

    /** Returns the ports of a class of which it is not known whether they are reached. */
    final PortSet undecided(int podClass) {
        return undecided.getOrDefault(podClass, PortSet.NONE).minus(open(podClass));
    }

    final List<Warning> warnings() {
        return warnings;
    }
}
