package dev.clientintents.observe;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.Map;
import java.util.Optional;

/** Reads Services. */
public final class ObservedService {

    private ObservedService() {}

    public static ServiceEntry entry(Service service) {
        ServiceSpec spec = service.getSpec();
        boolean external = "ExternalName".equals(spec.getType());
        return new ServiceEntry(
                new ObjectKey(
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName()),
                external
                        ? Map.of()
                        : Map.copyOf(Optional.ofNullable(spec.getSelector()).orElse(Map.of())),
                spec.getPorts().stream().map(port -> port(port)).toList(),
                external ? spec.getExternalName() : null);
    }

    private static ServiceEntry.Port port(ServicePort port) {
        Protocol protocol = Protocols.parse(port.getProtocol());
        String name = port.getName() == null || port.getName().isEmpty() ? null : port.getName();
        return new ServiceEntry.Port(name, protocol, port.getPort(), target(port, protocol));
    }

    /**
     * Returns the port on which the pods listen. It is also used for a headless Service, whose clients reach the pods
     * without translation.
     */
    private static PortRange target(ServicePort port, Protocol protocol) {
        IntOrString target = port.getTargetPort();
        if (target != null && target.getStrVal() != null && !target.getStrVal().isEmpty()) {
            return new PortRange.Named(protocol, target.getStrVal());
        }
        boolean numbered = target != null && target.getIntVal() != null && target.getIntVal() > 0;
        return PortRange.Numbered.of(protocol, numbered ? target.getIntVal() : port.getPort());
    }
}
