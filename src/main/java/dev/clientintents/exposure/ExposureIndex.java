package dev.clientintents.exposure;

import dev.clientintents.exposure.ControllerFact.Gateway;
import dev.clientintents.exposure.ControllerFact.OfClass;
import dev.clientintents.exposure.ControllerFact.Scraper;
import dev.clientintents.exposure.Destination.ToPods;
import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.exposure.Destination.ToServices;
import dev.clientintents.exposure.Destination.ToWorkload;
import dev.clientintents.exposure.EntranceSources.Found;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all objects say about traffic to pods, told one by one, in whatever order. A change costs what it touches: the pods
 * to which an object leads, or those of a Service, a class, a Gateway or a namespace. Not thread-safe.
 */
public final class ExposureIndex {

    /**
     * How many monitors of one namespace may mean all namespaces; where it has more, each of them means its own only, so
     * that no namespace makes work for all others without end.
     */
    private static final int OF_ANY_NAMESPACE = 50;

    private static final String WORKLOAD = "workload";

    /** An object that says something. */
    private record Teller(String group, String kind, ObjectKey key) {}

    /** One lead of an object; none is equal to another. */
    private static final class Link {

        private final Lead lead;

        private Link(Lead lead) {
            this.lead = lead;
        }

        private String namespace() {
            return lead.origin().key().namespace();
        }

        private Optional<ObjectKey> prober() {
            return lead.caller()
                    .flatMap(it -> it instanceof Caller.Prober prober ? prober.service() : Optional.empty());
        }

        private boolean meansAny() {
            return (lead.destination() instanceof ToServices services
                            && services.namespaces().any())
                    || (lead.destination() instanceof ToPods pods
                            && pods.namespaces().any());
        }
    }

    /** What counts of a Service. */
    private record Front(
            ServiceEntry entry,
            Map<String, String> labels,
            Optional<ExternalTraffic> traffic,
            Set<String> addresses,
            List<Lead> leads) {

        private static Front of(Service service) {
            return new Front(
                    ObservedService.entry(service),
                    Map.copyOf(Optional.ofNullable(service.getMetadata().getLabels())
                            .orElse(Map.of())),
                    ExternalTraffic.of(service),
                    addresses(service),
                    Leads.of(service));
        }

        private static Set<String> addresses(Service service) {
            boolean balanced = "LoadBalancer".equals(service.getSpec().getType())
                    && service.getStatus() != null
                    && service.getStatus().getLoadBalancer() != null;
            List<LoadBalancerIngress> all =
                    balanced ? service.getStatus().getLoadBalancer().getIngress() : List.of();
            return all.stream()
                    .flatMap(it -> Stream.of(it.getIp(), it.getHostname()))
                    .filter(it -> it != null && !it.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }

        private Optional<Selector> pods() {
            return entry.selector().isEmpty() ? Optional.empty() : Optional.of(Selector.of(entry.selector()));
        }

        private Optional<EntranceSubject> subject() {
            return pods().map(it -> new EntranceSubject.Selected(entry.key().namespace(), it));
        }
    }

    /** An entrance but for its ports. */
    private record Way(EntranceKind kind, String reason, boolean ownWord, EntranceSource source) {}

    private static final Comparator<EntranceEntry> ORDER = Comparator.comparing(EntranceEntry::kind)
            .thenComparing(EntranceEntry::reason)
            .thenComparing(EntranceEntry::ownWord)
            .thenComparing(it -> it.source().toString());

    private final ExposureSettings settings;
    private final Controllers controllers = new Controllers();
    private final EntranceSources sources;

    private final Map<Teller, ExposingObject> objects = new HashMap<>();
    private final Map<Teller, Map<Lead, Link>> links = new HashMap<>();
    private final Map<Origin, Set<Link>> ofOrigin = new HashMap<>();
    private final Map<ObjectKey, Set<Link>> ofProber = new HashMap<>();
    private final Map<EntranceKind, Set<Link>> ofKind = new EnumMap<>(EntranceKind.class);
    private final Map<String, Set<ControllerFact>> reachedBy = new HashMap<>();

    private final Map<ObjectKey, Set<Link>> toService = new HashMap<>();
    private final Map<String, Set<Link>> crossing = new HashMap<>();
    private final Map<String, Set<Link>> monitors = new HashMap<>();
    private final Set<Link> anyMonitors = new LinkedHashSet<>();
    private final Map<EntranceSubject, Set<Link>> direct = new HashMap<>();
    private final Map<Selector, Set<Link>> anyPods = new HashMap<>();
    private final Map<String, Set<Link>> meaningAny = new HashMap<>();

    private final Map<String, Map<String, Front>> services = new HashMap<>();
    private final Map<EntranceSubject, Set<ObjectKey>> servicesOf = new HashMap<>();
    private final Map<String, Map<Teller, List<ReferenceGrant>>> grants = new HashMap<>();
    private final Set<String> namespaces = new TreeSet<>();
    private final Map<String, NodeFacts> nodes = new TreeMap<>();
    private final Map<String, List<IpRange>> apiServers = new TreeMap<>();

    private final Map<EntranceSubject, List<EntranceEntry>> told = new HashMap<>();
    private final Map<String, Set<EntranceSubject>> toldIn = new HashMap<>();
    private final Set<EntranceSubject> touched = new LinkedHashSet<>();
    private boolean addressesChanged = true;

    /** @param settings what administrators say about where entrances come from */
    public ExposureIndex(ExposureSettings settings) {
        this.settings = settings;
        this.sources = new EntranceSources(settings, controllers);
    }

    /** Takes what an object says now, in place of what it said. */
    public void put(String group, String kind, ObjectKey key, ExposingObject object) {
        var teller = new Teller(group, kind, key);
        boolean silent = object.equals(ExposingObject.NOTHING);
        ExposingObject known = silent ? objects.remove(teller) : objects.put(teller, object);
        ExposingObject before = known == null ? ExposingObject.NOTHING : known;
        if (!before.leads().equals(object.leads())) {
            lead(teller, object.leads());
        }
        if (!before.fact().equals(object.fact())) {
            before.fact().ifPresent(this::forget);
            object.fact().ifPresent(this::learn);
        }
        if (!before.grants().equals(object.grants())) {
            grant(teller, object.grants());
        }
    }

    /** Forgets an object, if it is known. */
    public void remove(String group, String kind, ObjectKey key) {
        put(group, kind, key, ExposingObject.NOTHING);
    }

    /** Takes a Service as it is now. */
    public void put(Service service) {
        Front front = Front.of(service);
        replace(front.entry().key(), front);
    }

    /** Forgets a Service, if it is known. */
    public void removeService(ObjectKey key) {
        replace(key, null);
    }

    /**
     * Takes the annotations that the pods of a workload carry now.
     *
     * @param annotations those of each pod, in an order that lasts; none where the workload has no pods
     */
    public void put(WorkloadId workload, Collection<Map<String, String>> annotations) {
        lead(
                new Teller(WORKLOAD, workload.kind(), new ObjectKey(workload.namespace(), workload.name())),
                annotations.stream()
                        .flatMap(it -> Leads.of(workload, it).stream())
                        .distinct()
                        .toList());
    }

    /** Notes that a namespace exists. */
    public void putNamespace(String name) {
        if (namespaces.add(name)) {
            touchAnyPods(name);
        }
    }

    /** Notes that a namespace does not exist. */
    public void removeNamespace(String name) {
        if (namespaces.remove(name)) {
            touchAnyPods(name);
        }
    }

    /** Takes what a node tells. */
    public void putNode(String name, NodeFacts facts) {
        addressesChanged |= !facts.equals(nodes.put(name, facts));
    }

    /** Forgets a node, if it is known. */
    public void removeNode(String name) {
        addressesChanged |= nodes.remove(name) != null;
    }

    /**
     * Takes addresses at which the API server is found.
     *
     * @param source what tells them; empty addresses forget it
     */
    public void putApiServers(String source, Collection<String> addresses) {
        List<IpRange> ranges =
                addresses.stream().flatMap(it -> IpRange.parse(it).stream()).toList();
        addressesChanged |=
                ranges.isEmpty() ? apiServers.remove(source) != null : !ranges.equals(apiServers.put(source, ranges));
    }

    /** Returns what is led to pods now, for those for which that is not what this method returned last. */
    public Map<EntranceSubject, List<EntranceEntry>> changes() {
        if (addressesChanged) {
            addressesChanged = false;
            learnAddresses();
        }
        Map<EntranceSubject, List<EntranceEntry>> changes = new LinkedHashMap<>();
        for (EntranceSubject subject : touched) {
            List<EntranceEntry> now = entries(subject);
            if (!now.equals(told.getOrDefault(subject, List.of()))) {
                changes.put(subject, now);
                if (now.isEmpty()) {
                    told.remove(subject);
                    removeFrom(toldIn, subject.namespace(), subject);
                } else {
                    told.put(subject, now);
                    addTo(toldIn, subject.namespace(), subject);
                }
            }
        }
        touched.clear();
        return changes;
    }

    /** Returns from where the traffic of a route comes, as of the last {@link #changes}; never empty. */
    public List<EntranceSource> serving(Lead route) {
        List<Found> found = route.caller().orElse(null) instanceof Caller.Part part
                ? sources.ofPart(part)
                : sources.ofRoute(route.origin());
        return found.stream().map(Found::source).toList();
    }

    /** Returns the nodes' own addresses, from which pods on their network connect, as of the last {@link #changes}. */
    public List<AddressBlock> nodeAddresses() {
        return sources.nodes();
    }

    private void learnAddresses() {
        boolean others = sources.learn(ClusterAddresses.of(nodes.values(), settings));
        Set<String> balancers =
                nodes.values().stream().flatMap(it -> it.balancer().stream()).collect(Collectors.toUnmodifiableSet());
        if (sources.learnPodBalancers(balancers) || others) {
            ofKind.getOrDefault(EntranceKind.LOAD_BALANCER, Set.of()).forEach(this::touch);
            List.copyOf(reachedBy.keySet()).forEach(this::touchReachedBy);
        }
        List<IpRange> controlPlane = Stream.of(
                        settings.apiServerRanges().stream(),
                        apiServers.values().stream().flatMap(List::stream),
                        nodes.values().stream().filter(NodeFacts::controlPlane).flatMap(it -> it.addresses().stream()))
                .flatMap(it -> it)
                .distinct()
                .toList();
        if (sources.learnApiServers(controlPlane)) {
            ofKind.getOrDefault(EntranceKind.API_SERVER, Set.of()).forEach(this::touch);
        }
    }

    // what objects say

    /** Takes where an object leads now; of one that leads to much, only what has changed is looked at. */
    private void lead(Teller teller, List<Lead> leads) {
        Map<Lead, Link> before = links.getOrDefault(teller, Map.of());
        var now = new LinkedHashMap<Lead, Link>();
        leads.forEach(lead -> now.put(lead, before.getOrDefault(lead, new Link(lead))));
        if (now.isEmpty()) {
            links.remove(teller);
        } else {
            links.put(teller, Map.copyOf(now));
        }
        before.forEach((lead, link) -> {
            if (!now.containsKey(lead)) {
                touch(link);
                unlink(link);
            }
        });
        now.forEach((lead, link) -> {
            if (!before.containsKey(lead)) {
                link(link);
                touch(link);
            }
        });
    }

    private void link(Link link) {
        addTo(ofOrigin, link.lead.origin(), link);
        addTo(ofKind, link.lead.kind(), link);
        link.prober().ifPresent(service -> addTo(ofProber, service, link));
        Destination destination = link.lead.destination();
        if (link.meansAny()) {
            addTo(meaningAny, link.namespace(), link);
            touchWhereTooMany(link.namespace(), OF_ANY_NAMESPACE + 1);
        }
        if (destination instanceof ToService to) {
            addTo(toService, to.service(), link);
            if (crosses(link, to)) {
                addTo(crossing, to.service().namespace(), link);
            }
        } else if (destination instanceof ToServices to) {
            if (to.namespaces().any()) {
                anyMonitors.add(link);
            }
            to.namespaces().names().forEach(name -> addTo(monitors, name, link));
        } else if (destination instanceof ToPods to) {
            if (to.namespaces().any()) {
                addTo(anyPods, to.pods(), link);
            }
            to.namespaces().names().forEach(name -> addTo(direct, selected(name, to), link));
        } else if (destination instanceof ToWorkload to) {
            addTo(direct, new EntranceSubject.Owned(to.workload()), link);
        }
    }

    private void unlink(Link link) {
        removeFrom(ofOrigin, link.lead.origin(), link);
        removeFrom(ofKind, link.lead.kind(), link);
        link.prober().ifPresent(service -> removeFrom(ofProber, service, link));
        Destination destination = link.lead.destination();
        if (link.meansAny()) {
            removeFrom(meaningAny, link.namespace(), link);
            touchWhereTooMany(link.namespace(), OF_ANY_NAMESPACE);
        }
        if (destination instanceof ToService to) {
            removeFrom(toService, to.service(), link);
            removeFrom(crossing, to.service().namespace(), link);
        } else if (destination instanceof ToServices to) {
            anyMonitors.remove(link);
            to.namespaces().names().forEach(name -> removeFrom(monitors, name, link));
        } else if (destination instanceof ToPods to) {
            removeFrom(anyPods, to.pods(), link);
            to.namespaces().names().forEach(name -> removeFrom(direct, selected(name, to), link));
        } else if (destination instanceof ToWorkload to) {
            removeFrom(direct, new EntranceSubject.Owned(to.workload()), link);
        }
    }

    private static boolean crosses(Link link, ToService to) {
        return link.lead.kind() == EntranceKind.ROUTE
                && !link.namespace().equals(to.service().namespace());
    }

    private static EntranceSubject selected(String namespace, ToPods to) {
        return new EntranceSubject.Selected(namespace, to.pods());
    }

    /** Touches everything that a namespace's monitors mean, where their number has just become one that matters. */
    private void touchWhereTooMany(String namespace, int number) {
        Set<Link> all = meaningAny.getOrDefault(namespace, Set.of());
        if (all.size() == number) {
            all.forEach(this::touch);
        }
    }

    private void learn(ControllerFact fact) {
        if (fact instanceof Scraper scraper) {
            sources.put(scraper);
            touchScraped(scraper.key().namespace());
            return;
        }
        addresses(fact).forEach(address -> addTo(reachedBy, address, fact));
        controllers.put(fact).forEach(this::touch);
    }

    private void forget(ControllerFact fact) {
        if (fact instanceof Scraper scraper) {
            sources.remove(scraper);
            touchScraped(scraper.key().namespace());
            return;
        }
        addresses(fact).forEach(address -> removeFrom(reachedBy, address, fact));
        controllers.remove(fact).forEach(this::touch);
    }

    private static Set<String> addresses(ControllerFact fact) {
        if (fact instanceof OfClass it) {
            return it.addresses();
        }
        return fact instanceof Gateway it ? it.addresses() : Set.of();
    }

    private void grant(Teller teller, List<ReferenceGrant> granted) {
        String namespace = teller.key().namespace();
        if (granted.isEmpty()) {
            grants.computeIfPresent(namespace, (name, all) -> {
                all.remove(teller);
                return all.isEmpty() ? null : all;
            });
        } else {
            grants.computeIfAbsent(namespace, name -> new HashMap<>()).put(teller, granted);
        }
        crossing.getOrDefault(namespace, Set.of()).forEach(this::touch);
    }

    private void replace(ObjectKey key, @Nullable Front front) {
        Front before = front(key).orElse(null);
        if (before == null ? front == null : before.equals(front)) {
            return;
        }
        if (before != null) {
            before.subject().ifPresent(subject -> {
                touched.add(subject);
                removeFrom(servicesOf, subject, key);
            });
            sources.removeBalancer(key, before.addresses());
        }
        if (front == null) {
            services.computeIfPresent(key.namespace(), (name, all) -> {
                all.remove(key.name());
                return all.isEmpty() ? null : all;
            });
        } else {
            services.computeIfAbsent(key.namespace(), name -> new TreeMap<>()).put(key.name(), front);
            front.subject().ifPresent(subject -> {
                touched.add(subject);
                addTo(servicesOf, subject, key);
            });
            front.pods().ifPresent(it -> sources.putBalancer(key, it, front.addresses()));
        }
        ofProber.getOrDefault(key, Set.of()).forEach(this::touch);
        Set<String> addresses = new HashSet<>(before == null ? Set.of() : before.addresses());
        addresses.addAll(front == null ? Set.of() : front.addresses());
        addresses.forEach(this::touchReachedBy);
        lead(new Teller("", "Service", key), front == null ? List.of() : front.leads());
    }

    private Optional<Front> front(ObjectKey key) {
        return Optional.ofNullable(
                services.getOrDefault(key.namespace(), Map.of()).get(key.name()));
    }

    // what a change touches

    private void touch(Origin origin) {
        ofOrigin.getOrDefault(origin, Set.of()).forEach(this::touch);
    }

    private void touch(Link link) {
        Destination destination = link.lead.destination();
        if (destination instanceof ToService to) {
            front(to.service()).flatMap(Front::subject).ifPresent(touched::add);
        } else if (destination instanceof ToServices to) {
            Collection<String> searched =
                    to.namespaces().any() ? services.keySet() : to.namespaces().names();
            for (String name : searched) {
                for (Front front : services.getOrDefault(name, Map.of()).values()) {
                    if (to.services().matches(front.labels())) {
                        front.subject().ifPresent(touched::add);
                    }
                }
            }
        } else if (destination instanceof ToPods to) {
            Collection<String> meant =
                    to.namespaces().any() ? namespaces : to.namespaces().names();
            meant.forEach(name -> touched.add(selected(name, to)));
            if (to.namespaces().any()) {
                touched.add(selected(link.namespace(), to));
            }
        } else if (destination instanceof ToWorkload to) {
            touched.add(new EntranceSubject.Owned(to.workload()));
        }
    }

    private void touchAnyPods(String namespace) {
        anyPods.keySet().forEach(pods -> touched.add(new EntranceSubject.Selected(namespace, pods)));
    }

    private void touchScraped(String namespace) {
        touched.addAll(toldIn.getOrDefault(namespace, Set.of()));
    }

    private void touchReachedBy(String address) {
        for (ControllerFact fact : reachedBy.getOrDefault(address, Set.of())) {
            controllers.put(fact).forEach(this::touch);
        }
    }

    // what is led to pods

    private List<EntranceEntry> entries(EntranceSubject subject) {
        Map<Way, List<@Nullable List<PortRange>>> ways = new HashMap<>();
        for (ObjectKey key : servicesOf.getOrDefault(subject, Set.of())) {
            Front front = front(key).orElseThrow();
            toService.getOrDefault(key, Set.of()).stream()
                    .filter(link -> isPermitted(link, (ToService) link.lead.destination()))
                    .forEach(link -> add(
                            ways,
                            link,
                            subject,
                            front,
                            Entrances.ports(
                                    link.lead, front.entry(), List.of(((ToService) link.lead.destination()).port()))));
            Stream.concat(
                            monitors.getOrDefault(key.namespace(), Set.of()).stream(),
                            anyMonitors.stream().filter(link -> means(link, key.namespace())))
                    .forEach(link -> {
                        ToServices to = (ToServices) link.lead.destination();
                        if (to.services().matches(front.labels())) {
                            add(ways, link, subject, front, Entrances.ports(link.lead, front.entry(), to.ports()));
                        }
                    });
        }
        direct(subject).forEach(link -> {
            List<PortRef> ports = link.lead.destination() instanceof ToPods to
                    ? to.ports()
                    : List.of(((ToWorkload) link.lead.destination()).port());
            add(ways, link, subject, null, Entrances.portsOfPods(ports));
        });
        return ways.entrySet().stream()
                .map(it -> entry(it.getKey(), it.getValue()))
                .sorted(ORDER)
                .toList();
    }

    private Stream<Link> direct(EntranceSubject subject) {
        Stream<Link> named = direct.getOrDefault(subject, Set.of()).stream();
        return subject instanceof EntranceSubject.Selected selected
                ? Stream.concat(
                        named,
                        anyPods.getOrDefault(selected.pods(), Set.of()).stream()
                                .filter(link -> means(link, selected.namespace())))
                : named;
    }

    /** Returns whether a monitor that names all namespaces means one. */
    private boolean means(Link link, String namespace) {
        return link.namespace().equals(namespace)
                || (meaningAny.getOrDefault(link.namespace(), Set.of()).size() <= OF_ANY_NAMESPACE
                        && (link.lead.destination() instanceof ToServices || namespaces.contains(namespace)));
    }

    private boolean isPermitted(Link link, ToService to) {
        return !crosses(link, to) || !RouteLeads.needsGrant(link.lead.origin().kind()) || isGranted(link, to);
    }

    private boolean isGranted(Link link, ToService to) {
        return grants.getOrDefault(to.service().namespace(), Map.of()).values().stream()
                .flatMap(List::stream)
                .anyMatch(it -> it.permits(link.lead.origin(), to));
    }

    private void add(
            Map<Way, List<@Nullable List<PortRange>>> ways,
            Link link,
            EntranceSubject subject,
            @Nullable Front front,
            @Nullable List<PortRange> ports) {
        if (ports != null && ports.isEmpty()) {
            return;
        }
        Lead lead = link.lead;
        boolean ownWord = link.namespace().isEmpty()
                || link.namespace().equals(subject.namespace())
                || (lead.kind() == EntranceKind.ROUTE
                        && lead.destination() instanceof ToService to
                        && isGranted(link, to));
        for (Found found : found(lead, subject, front, ownWord)) {
            String reason = lead.name() + (found.by().isEmpty() ? "" : ", " + found.by());
            ways.computeIfAbsent(new Way(lead.kind(), reason, ownWord, found.source()), it -> new ArrayList<>())
                    .add(ports);
        }
    }

    private List<Found> found(Lead lead, EntranceSubject subject, @Nullable Front front, boolean ownWord) {
        if (lead.caller().orElse(null) instanceof Caller.Prober prober) {
            return List.of(sources.ofProber(
                    prober,
                    prober.service().flatMap(this::front).flatMap(Front::pods),
                    ownWord
                            || prober.service()
                                    .map(it -> it.namespace().equals(subject.namespace()))
                                    .orElse(false)));
        }
        if (lead.caller().orElse(null) instanceof Caller.Part part) {
            return sources.ofPart(part);
        }
        return switch (lead.kind()) {
            case ROUTE -> sources.ofRoute(lead.origin());
            case SCRAPE -> sources.ofScrape(subject.namespace());
            case API_SERVER -> sources.ofApiServer();
            case LOAD_BALANCER ->
                front == null || front.traffic().isEmpty()
                        ? List.of()
                        : sources.ofBalancer(
                                front.entry().key(), front.traffic().get(), front.addresses());
        };
    }

    private static EntranceEntry entry(Way way, List<@Nullable List<PortRange>> ports) {
        boolean all = ports.stream().anyMatch(it -> it == null);
        List<PortRange> named = all
                ? List.of()
                : ports.stream()
                        .flatMap(List::stream)
                        .distinct()
                        .sorted(Comparator.comparing(PortRange::toString))
                        .toList();
        return new EntranceEntry(way.kind(), way.reason(), way.ownWord(), way.source(), all ? null : named);
    }

    private static <K, V> void addTo(Map<K, Set<V>> sets, K key, V value) {
        sets.computeIfAbsent(key, it -> new LinkedHashSet<>()).add(value);
    }

    private static <K, V> void removeFrom(Map<K, Set<V>> sets, K key, V value) {
        sets.computeIfPresent(key, (unused, set) -> {
            set.remove(value);
            return set.isEmpty() ? null : set;
        });
    }
}
