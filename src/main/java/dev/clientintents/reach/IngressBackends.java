package dev.clientintents.reach;

import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.engine.ClassSelection;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.engine.Population.Member;
import dev.clientintents.reach.engine.Side;
import dev.clientintents.reach.engine.Undecided;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what ingress controllers reach: what Ingresses and routes expose, as far as policies let the controllers get
 * there, or, where their pods are not known, any pod.
 */
final class IngressBackends extends Backends {

    private final Side ingress;
    private final Side egress;
    private final Map<WorkloadId, List<Member>> workloads;
    private final Map<Integer, Endpoint.Workload> controllers = new HashMap<>();

    IngressBackends(
            List<World.Backend> backends, Population population, ClassSelection selection, Side ingress, Side egress) {
        super(population);
        this.ingress = ingress;
        this.egress = egress;
        Set<WorkloadId> known = backends.stream()
                .map(World.Backend::source)
                .filter(World.Controllers.class::isInstance)
                .flatMap(it -> ((World.Controllers) it).workloads().stream())
                .collect(Collectors.toSet());
        workloads = population.members().stream()
                .filter(member -> known.contains(member.endpoint().id()))
                .collect(Collectors.groupingBy(member -> member.endpoint().id()));
        expose(backends, World.Controllers.class, selection);
    }

    @Override
    void expose(World.Backend backend, int podClass, PortSet exposed) {
        List<Member> known = ((World.Controllers) backend.source())
                .workloads().stream()
                        .flatMap(it -> workloads.getOrDefault(it, List.of()).stream())
                        .sorted(Comparator.comparing(it -> it.endpoint().toString()))
                        .toList();
        if (known.isEmpty()) {
            exposeToAny(backend, podClass, exposed);
        }
        for (Member controller : known) {
            exposeTo(controller, backend, podClass, exposed);
        }
    }

    private void exposeToAny(World.Backend backend, int podClass, PortSet exposed) {
        PortSet admitted = exposed.intersect(
                ingress.anyPod(podClass).at(population.classes().get(podClass).ports()));
        addOpen(podClass, admitted);
        if (!admitted.equals(exposed)) {
            warn(
                    Warning.Code.INGRESS_BLOCKED,
                    backend,
                    podClass,
                    exposed.minus(admitted),
                    "policies do not admit every pod there; whether they admit the ingress controller is not known");
        }
    }

    private void exposeTo(Member controller, World.Backend backend, int podClass, PortSet exposed) {
        controllers.putIfAbsent(podClass, controller.endpoint());
        int source = controller.podClass();
        PortSet admitted =
                exposed.intersect(egress.between(source, podClass)).intersect(ingress.between(podClass, source));
        PortSet undecided =
                exposed.intersect(Undecided.of(egress.possible(source, podClass), ingress.possible(podClass, source)));
        addOpen(podClass, admitted);
        addUndecided(podClass, undecided);
        PortSet blocked = exposed.minus(admitted);
        if (!blocked.isEmpty()) {
            warn(
                    Warning.Code.INGRESS_BLOCKED,
                    backend,
                    podClass,
                    blocked,
                    "policies do not let its controller, " + controller.endpoint() + ", get there"
                            + (blocked.intersect(undecided).isEmpty() ? "" : ", as far as is known"));
        }
    }

    /** Returns a controller that serves what is exposed of a class; empty where none is known. */
    Optional<Endpoint.Workload> controller(int podClass) {
        return Optional.ofNullable(controllers.get(podClass));
    }
}
