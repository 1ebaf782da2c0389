package dev.clientintents.reach;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.engine.ClassSelection;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.engine.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds what the ingress controller reaches: what Ingresses and routes expose, as far as policies admit any pod there. */
final class IngressBackends {

    private final Population population;
    private final Side ingress;
    private final Map<Integer, PortSet> open = new TreeMap<>();
    private final List<Warning> warnings = new ArrayList<>();

    IngressBackends(List<World.Backend> backends, Population population, ClassSelection selection, Side ingress) {
        this.population = population;
        this.ingress = ingress;
        for (World.Backend backend : backends) {
            if (!backend.podSelector().isEmpty()) {
                for (int podClass : selection.carrying(backend.namespace(), backend.podSelector())) {
                    expose(backend, podClass);
                }
            }
        }
    }

    private void expose(World.Backend backend, int podClass) {
        Map<PortRange.Named, PortSet> names = population.classes().get(podClass).ports();
        PortSet exposed = PortSet.NONE;
        for (PortRange port : backend.ports()) {
            exposed = exposed.union(
                    port instanceof PortRange.Numbered numbers
                            ? PortSet.of(numbers)
                            : names.getOrDefault((PortRange.Named) port, PortSet.NONE));
        }
        PortSet admitted = exposed.intersect(ingress.anyPod(podClass).at(names));
        if (!admitted.isEmpty()) {
            open.merge(podClass, admitted, PortSet::union);
        }
        if (!admitted.equals(exposed)) {
            warnings.add(blocked(backend, podClass, exposed.minus(admitted)));
        }
    }

    private Warning blocked(World.Backend backend, int podClass, PortSet blocked) {
        List<String> workloads = population.membersOf(podClass).stream()
                .map(member -> population.members().get(member).endpoint().toString())
                .toList();
        return new Warning(
                Warning.Code.INGRESS_BLOCKED,
                backend.origin(),
                "exposes " + String.join(", ", workloads) + " on " + blocked
                        + ", but policies do not admit every pod there;"
                        + " whether they admit the ingress controller is not known");
    }

    /** Returns the ports of each class that the ingress controller reaches. */
    Map<Integer, PortSet> open() {
        return open;
    }

    List<Warning> warnings() {
        return warnings;
    }
}
