package dev.clientintents.reach;

import dev.clientintents.reach.engine.AddressMap;
import dev.clientintents.reach.engine.ClassSelection;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.engine.Side;
import java.util.List;

/**
 * Finds what clients outside of the cluster reach through Services that are open to them. Where pods see the addresses of
 * these clients, what policies admit of any of them is open; where pods may see those of nodes instead, which are not
 * known, only what policies admit of all.
 */
final class ExternalBackends extends Backends {

    private final Side ingress;

    ExternalBackends(List<World.Backend> backends, Population population, ClassSelection selection, Side ingress) {
        super(population);
        this.ingress = ingress;
        expose(backends, World.Outside.class, selection);
    }

    @Override
    void expose(World.Backend backend, int podClass, PortSet exposed) {
        var source = (World.Outside) backend.source();
        AddressMap admitted = ingress.outside(podClass);
        PortSet some = PortSet.NONE;
        PortSet all = PortSet.ALL;
        for (IpRange addresses : source.addresses()) {
            some = some.union(admitted.any(addresses));
            all = all.intersect(admitted.common(addresses));
        }
        boolean everybody = source.addresses().contains(IpRange.IPV4);
        if (source.seen()) {
            addOpen(podClass, exposed.intersect(some));
            // a policy that admits some of all addresses is meant so
            PortSet blocked = exposed.minus(everybody ? some : all);
            if (!blocked.isEmpty()) {
                blocked(
                        backend,
                        podClass,
                        blocked,
                        everybody ? "no address from outside there" : "all of the addresses that it lets in");
            }
        } else {
            PortSet open = exposed.intersect(admitted.common(IpRange.IPV4));
            PortSet undecided = exposed.intersect(admitted.any(IpRange.IPV4)).minus(open);
            addOpen(podClass, open);
            addUndecided(podClass, undecided);
            if (!undecided.isEmpty()) {
                warn(
                        Warning.Code.SERVICE_BLOCKED,
                        backend,
                        podClass,
                        undecided,
                        "policies admit only some addresses there, and pods may see those of nodes in the place of the"
                                + " clients', unless its externalTrafficPolicy is Local");
            }
            PortSet blocked = exposed.minus(open).minus(undecided);
            if (!blocked.isEmpty()) {
                blocked(backend, podClass, blocked, "no address from outside there");
            }
        }
    }

    private void blocked(World.Backend backend, int podClass, PortSet ports, String whom) {
        String verb = whom.startsWith("no ") ? "policies admit " : "policies do not admit ";
        warn(Warning.Code.SERVICE_BLOCKED, backend, podClass, ports, verb + whom);
    }
}
