package dev.clientintents.reach.explain;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.policy.PortSpec;
import java.util.List;

/**
 * The ports that a workload's policies leave open between it and pods that could come: the most that an arbitrary pod
 * gets that chooses its labels freely. Policies that would select such a pod itself are not counted, because it could
 * be where there are none.
 *
 * @param direction {@link Direction#INGRESS} where the pods reach the workload
 * @param peers the pods that could come
 * @param ports the ports of the destination
 * @param names for {@link Direction#EGRESS}: more ports, whose numbers depend on the pod that comes
 */
public record Exposure(
        Endpoint.Workload workload,
        Direction direction,
        PeerPattern peers,
        PortSet ports,
        List<PortRange.Named> names) {

    public Exposure {
        names = List.copyOf(names);
    }

    /**
     * Returns one line from source to destination, for example {@code entire-cluster => shop/web[Deployment] : TCP 80}.
     */
    @Override
    public String toString() {
        return direction == Direction.INGRESS
                ? peers + " => " + workload + " : " + open()
                : workload + " => " + peers + " : " + open();
    }

    /** Returns all ports, named ones included, for people. */
    public String open() {
        return new PortSpec(ports, names).toString();
    }
}
