package dev.clientintents.effective;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.World;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressSpec;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/">Ingresses</a> expose, that is,
 * the pods behind the Services of their rules and of their default backend. A Service or a port that does not exist
 * exposes nothing, nor does a Service without a selector, or a backend that is no Service.
 */
final class IngressBackends {

    private final Map<ObjectKey, ServiceEntry> services = new HashMap<>();

    private IngressBackends(List<Sourced<Service>> services) {
        for (Sourced<Service> service : services) {
            ServiceEntry entry = ObservedService.entry(service.object());
            this.services.put(entry.key(), entry);
        }
    }

    /** Returns the backends in the order of the Ingresses, each once. */
    static List<World.Backend> of(List<Sourced<Ingress>> ingresses, List<Sourced<Service>> services) {
        var backends = new IngressBackends(services);
        return ingresses.stream()
                .flatMap(it -> backends.of(it.object()))
                .distinct()
                .toList();
    }

    private Stream<World.Backend> of(Ingress ingress) {
        var key = new ObjectKey(
                ingress.getMetadata().getNamespace(), ingress.getMetadata().getName());
        return named(ingress.getSpec())
                .map(IngressBackend::getService)
                .filter(Objects::nonNull)
                .flatMap(backend -> exposed(key, backend).stream());
    }

    private static Stream<IngressBackend> named(@Nullable IngressSpec spec) {
        if (spec == null) {
            return Stream.empty();
        }
        Stream<IngressBackend> ofRules = spec.getRules().stream()
                .filter(rule -> rule.getHttp() != null)
                .flatMap(rule -> rule.getHttp().getPaths().stream())
                .map(path -> path.getBackend());
        return Stream.concat(Stream.of(spec.getDefaultBackend()), ofRules).filter(Objects::nonNull);
    }

    private Optional<World.Backend> exposed(ObjectKey ingress, IngressServiceBackend backend) {
        return Optional.ofNullable(services.get(new ObjectKey(ingress.namespace(), backend.getName())))
                .filter(service -> !service.selector().isEmpty())
                .map(service -> new World.Backend(ingress, service.selector(), targets(service, backend.getPort())))
                .filter(exposed -> !exposed.ports().isEmpty());
    }

    /**
     * Returns the pods' ports behind a port of the Service, which an Ingress names by its name or by its number,
     * whatever its protocol.
     */
    private static List<PortRange> targets(ServiceEntry service, @Nullable ServiceBackendPort port) {
        if (port == null) {
            return List.of();
        }
        boolean byName = port.getName() != null && !port.getName().isEmpty();
        return service.ports().stream()
                .filter(it -> byName
                        ? Objects.equals(port.getName(), it.name())
                        : Objects.equals(port.getNumber(), it.number()))
                .map(ServiceEntry.Port::target)
                .distinct()
                .toList();
    }
}
