package dev.clientintents.exposure;

import dev.clientintents.exposure.Destination.ToPods;
import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.exposure.Destination.ToServices;
import dev.clientintents.exposure.Destination.ToWorkload;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.observe.ObservedService;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Follows leads through Services to the pods and their ports. */
public final class Entrances {

    private record Front(ServiceEntry entry, Map<String, String> labels) {}

    /**
     * A Service that lacks a port.
     *
     * @param port the port as an object names it
     */
    public record Lacking(ServiceEntry service, String port) {}

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final Map<ObjectKey, Front> services = new TreeMap<>();
    private final List<ReferenceGrant> grants;

    /**
     * @param services the Services that exist
     * @param grants what namespaces permit routes of others
     */
    public Entrances(Collection<Service> services, Collection<ReferenceGrant> grants) {
        for (Service service : services) {
            ServiceEntry entry = ObservedService.entry(service);
            var labels = Optional.ofNullable(service.getMetadata().getLabels()).orElse(Map.of());
            this.services.put(entry.key(), new Front(entry, labels));
        }
        this.grants = List.copyOf(grants);
    }

    /**
     * Returns where a lead ends, in the order of the names of Services. A Service or a port of it that does not exist,
     * and a Service without a selector, lead nowhere, nor does a route to another namespace that does not permit it.
     */
    public Stream<Entrance> of(Lead lead) {
        Destination destination = lead.destination();
        if (destination instanceof ToService to) {
            return permitted(lead, to)
                    ? Optional.ofNullable(services.get(to.service())).stream()
                            .flatMap(front -> behind(lead, front.entry, List.of(to.port())))
                    : Stream.empty();
        }
        if (destination instanceof ToServices to) {
            return services.values().stream()
                    .filter(front -> to.namespaces().contains(front.entry.key().namespace()))
                    .filter(front -> to.services().matches(front.labels))
                    .flatMap(front -> behind(lead, front.entry, to.ports()));
        }
        if (destination instanceof ToPods to) {
            return Stream.of(entrance(lead, new Entrance.Selected(to.namespaces(), to.pods()), ofPods(to.ports())));
        }
        var to = (ToWorkload) destination;
        return Stream.of(entrance(lead, new Entrance.Owned(to.workload()), ofPods(List.of(to.port()))));
    }

    /**
     * Returns the Service that exists and lacks the port by which a lead names it; empty where it has it, or the lead
     * names no port of a Service.
     */
    public Optional<Lacking> lacking(Lead lead) {
        return lead.destination() instanceof ToService to
                        && (to.port() instanceof PortRef.Named || to.port() instanceof PortRef.Numbered)
                ? Optional.ofNullable(services.get(to.service()))
                        .map(Front::entry)
                        .filter(entry -> !entry.ports().isEmpty())
                        .filter(entry ->
                                targets(lead, entry, to.port()).findAny().isEmpty())
                        .map(entry -> new Lacking(entry, to.port().toString()))
                : Optional.empty();
    }

    private boolean permitted(Lead lead, ToService to) {
        return lead.kind() != EntranceKind.ROUTE
                || !RouteLeads.needsGrant(lead.origin().kind())
                || lead.origin().key().namespace().equals(to.service().namespace())
                || grants.stream().anyMatch(it -> it.permits(lead.origin(), to));
    }

    private static Stream<Entrance> behind(Lead lead, ServiceEntry service, List<PortRef> named) {
        List<PortRange> ports = ports(lead, service, named);
        return ports.isEmpty() || service.selector().isEmpty()
                ? Stream.empty()
                : Stream.of(entrance(
                        lead,
                        new Entrance.Selected(
                                NamespaceSet.of(service.key().namespace()), Selector.of(service.selector())),
                        ports));
    }

    /** Returns the ports of the pods behind a Service that a lead means; none where the Service does not have them. */
    static List<PortRange> ports(Lead lead, ServiceEntry service, List<PortRef> named) {
        return named.stream()
                .flatMap(port -> targets(lead, service, port))
                .distinct()
                .toList();
    }

    /** Returns the ports of pods that are named: null for all, none where all of them are such as no port has. */
    static @Nullable List<PortRange> portsOfPods(List<PortRef> named) {
        return named.stream().anyMatch(PortRef.Every.class::isInstance) ? null : ofPods(named);
    }

    private static Stream<PortRange> targets(Lead lead, ServiceEntry service, PortRef named) {
        if (named instanceof PortRef.Target target && lead.kind() == EntranceKind.SCRAPE) {
            // a scraper takes addresses from the Service, and the port from the pods
            return ofPod(target.text());
        }
        return service.ports().stream().filter(port -> isNamed(port, named)).map(ServiceEntry.Port::target);
    }

    private static boolean isNamed(ServiceEntry.Port port, PortRef named) {
        if (named instanceof PortRef.Named name) {
            return name.name().equals(port.name());
        }
        if (named instanceof PortRef.Numbered number) {
            return number.number() == port.number();
        }
        return !(named instanceof PortRef.Target target)
                || target.text().equals(port.name())
                || ofPod(port.protocol(), target.text()).anyMatch(port.target()::equals);
    }

    /** Returns the ports of pods that are named; none where every one is. */
    private static List<PortRange> ofPods(List<PortRef> named) {
        return named.stream().anyMatch(PortRef.Every.class::isInstance)
                ? List.of()
                : named.stream().flatMap(it -> ofPod(it.toString())).distinct().toList();
    }

    private static Stream<PortRange> ofPod(String port) {
        return ofPod(Protocol.TCP, port);
    }

    /** Returns a port of pods by its number or name; none where it is a number that no port has. */
    private static Stream<PortRange> ofPod(Protocol protocol, String port) {
        if (!NUMBER.matcher(port).matches()) {
            return Stream.of(new PortRange.Named(protocol, port));
        }
        int number = port.length() > 5 ? 0 : Integer.parseInt(port);
        return number >= 1 && number <= 65535 ? Stream.of(PortRange.Numbered.of(protocol, number)) : Stream.empty();
    }

    private static Entrance entrance(Lead lead, Entrance.Subject subject, List<PortRange> ports) {
        return new Entrance(lead.origin(), lead.kind(), subject, ports);
    }
}
