package dev.clientintents.exposure;

import dev.clientintents.exposure.ControllerFact.Scraper;
import dev.clientintents.exposure.Controllers.Serving;
import dev.clientintents.exposure.ExposureSettings.Place;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PlainText;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.IpRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds where the traffic of entrances is from. Labels alone prove nothing, since every tenant may set them: pods count
 * only in namespaces that administrators name, or by what they alone write.
 */
final class EntranceSources {

    /** How many blocks of addresses the nodes may make in one rule. */
    private static final int MOST_BLOCKS = 1_000;

    private static final int LONGEST_LABEL = 200;

    /** The names of load balancers that nobody but the provider gives. */
    private static final String PROVIDERS_NAME = ".amazonaws.com";

    private static final String IN_A_SERVER_ACCESS = ", or its addresses or workload in a ServerAccess";

    /** The namespace in which nobody but administrators writes. */
    static final String SYSTEM = "kube-system";

    /** The pods through which the API servers of providers reach those of the cluster. */
    private static final EntranceSource TUNNELS = new EntranceSource.Pods(
            Set.of(SYSTEM),
            Stream.of(
                            Requirement.of("k8s-app", "konnectivity-agent"),
                            Requirement.of("app", "konnectivity-agent"),
                            Requirement.of("app", "vpn-shoot"))
                    .map(it -> new Selector(List.of(it)))
                    .toList());

    /**
     * A source.
     *
     * @param by what leads there beside the object, for people; possibly empty
     */
    record Found(String by, EntranceSource source) {}

    private final ExposureSettings settings;
    private final Controllers controllers;
    private final Map<String, Map<ObjectKey, Scraper>> scrapers = new HashMap<>();
    private final Map<String, Map<ObjectKey, Selector>> balancers = new HashMap<>();
    private ClusterAddresses cluster = new ClusterAddresses(List.of(), List.of());
    private List<AddressBlock> nodes = List.of();
    private Set<String> podBalancers = Set.of();
    private List<IpRange> apiServers = List.of();

    EntranceSources(ExposureSettings settings, Controllers controllers) {
        this.settings = settings;
        this.controllers = controllers;
    }

    void put(Scraper scraper) {
        scrapers.computeIfAbsent(scraper.key().namespace(), it -> new TreeMap<>())
                .put(key(scraper), scraper);
    }

    void remove(Scraper scraper) {
        scrapers.computeIfPresent(scraper.key().namespace(), (namespace, known) -> {
            known.remove(key(scraper));
            return known.isEmpty() ? null : known;
        });
    }

    private static ObjectKey key(Scraper scraper) {
        return new ObjectKey(scraper.kind(), scraper.key().name());
    }

    /** Notes by which addresses a Service is reached through its load balancer. */
    void putBalancer(ObjectKey service, Selector pods, Collection<String> addresses) {
        addresses.forEach(address ->
                balancers.computeIfAbsent(address, it -> new TreeMap<>()).put(service, pods));
    }

    void removeBalancer(ObjectKey service, Collection<String> addresses) {
        addresses.forEach(address -> balancers.computeIfPresent(address, (text, known) -> {
            known.remove(service);
            return known.isEmpty() ? null : known;
        }));
    }

    /** Replaces what nodes tell; false where that changes nothing. */
    boolean learn(ClusterAddresses addresses) {
        boolean changed = !addresses.equals(cluster);
        if (changed) {
            cluster = addresses;
            nodes = ClusterAddresses.blocks(addresses.nodes());
        }
        return changed;
    }

    /** Replaces the distributions whose load balancers are pods; false where that changes nothing. */
    boolean learnPodBalancers(Set<String> distributions) {
        boolean changed = !distributions.equals(podBalancers);
        podBalancers = distributions;
        return changed;
    }

    /** Returns the nodes' own addresses. */
    List<AddressBlock> nodes() {
        return nodes;
    }

    /** Replaces the addresses of the API server; false where that changes nothing. */
    boolean learnApiServers(List<IpRange> addresses) {
        boolean changed = !addresses.equals(apiServers);
        apiServers = addresses;
        return changed;
    }

    /** Returns what an Ingress or a route comes through. */
    List<Found> ofRoute(Origin origin) {
        return controllers.serving(origin).stream().flatMap(this::found).toList();
    }

    /** Returns where a part of a platform calls pods from. */
    List<Found> ofPart(Caller.Part part) {
        return found(Controllers.ofPart(part)).toList();
    }

    private Stream<Found> found(Serving serving) {
        return of(serving).distinct().map(it -> new Found(bounded(serving.label()), it));
    }

    private static String bounded(String label) {
        return label.length() > LONGEST_LABEL ? PlainText.oneLine(label.substring(0, LONGEST_LABEL)) + "…" : label;
    }

    private Stream<EntranceSource> of(Serving serving) {
        List<Place> places = settings.places(serving.names());
        if (!places.isEmpty()) {
            return places.stream().map(place -> at(place, serving));
        }
        Controller controller = serving.controller();
        Map<ObjectKey, Selector> balanced = balanced(serving.addresses());
        if (controller instanceof Controller.Pods pods) {
            return labelled(pods, serving, balanced.keySet());
        }
        if (controller instanceof Controller.Unknown && !balanced.isEmpty()) {
            return balanced.entrySet().stream()
                    .map(it -> new EntranceSource.Pods(Set.of(it.getKey().namespace()), List.of(it.getValue())));
        }
        String known = bounded(controller.reason());
        return Stream.of(new EntranceSource.Unnamed(
                controller instanceof Controller.WithoutPods
                        ? known + " has no pods: name its addresses by --ingress-controllers" + IN_A_SERVER_ACCESS
                        : known + ": name its workload by --ingress-controllers" + IN_A_SERVER_ACCESS));
    }

    private static EntranceSource at(Place place, Serving serving) {
        if (place instanceof Place.Workload it) {
            return new EntranceSource.Workload(it.namespace(), null, it.name());
        }
        if (place instanceof Place.Range it) {
            return new EntranceSource.Addresses(ClusterAddresses.blocks(List.of(it.addresses())));
        }
        String namespace = ((Place.Namespace) place).name();
        return serving.controller() instanceof Controller.Pods pods
                ? new EntranceSource.Pods(
                        Set.of(namespace),
                        pods.candidates().stream()
                                .map(PodSet::labels)
                                .distinct()
                                .toList())
                : new EntranceSource.Unnamed(bounded(serving.label())
                        + ": the labels of its pods are not known; give --ingress-controllers its workload in "
                        + namespace);
    }

    private Stream<EntranceSource> labelled(Controller.Pods pods, Serving serving, Set<ObjectKey> balanced) {
        Set<String> trusted = new TreeSet<>(settings.controllerNamespaces());
        trusted.addAll(serving.releases());
        balanced.forEach(it -> trusted.add(it.namespace()));
        if (serving.names().stream().anyMatch(KnownControllers::isOfSystem)) {
            trusted.add(SYSTEM);
        }
        Map<Set<String>, List<Selector>> candidates = new LinkedHashMap<>();
        for (PodSet set : pods.candidates()) {
            Set<String> namespaces =
                    set.namespaces().any() ? trusted : set.namespaces().names();
            if (!namespaces.isEmpty()) {
                candidates.computeIfAbsent(namespaces, it -> new ArrayList<>()).add(set.labels());
            }
        }
        return candidates.isEmpty()
                ? Stream.of(new EntranceSource.Unnamed(bounded(serving.label())
                        + ": no namespace is trusted to serve it; name one by --ingress-controllers"
                        + IN_A_SERVER_ACCESS))
                : candidates.entrySet().stream().map(it -> new EntranceSource.Pods(it.getKey(), it.getValue()));
    }

    /**
     * Returns the one Service through whose load balancer an object is reached, by the addresses in the statuses of both.
     * An address that Services of several namespaces have says nothing, nor does one of a node, or a name that whoever
     * writes a Service may choose.
     */
    private Map<ObjectKey, Selector> balanced(Set<String> addresses) {
        Map<ObjectKey, Selector> found = new TreeMap<>();
        for (String address : addresses) {
            Map<ObjectKey, Selector> having = balancers.getOrDefault(address, Map.of());
            Set<String> namespaces =
                    having.keySet().stream().map(ObjectKey::namespace).collect(Collectors.toSet());
            boolean counts = IpRange.parse(address).isPresent() ? !isOfNode(address) : address.endsWith(PROVIDERS_NAME);
            if (namespaces.size() == 1 && counts) {
                found.putAll(having);
            }
        }
        return found;
    }

    /** Returns what scrapes pods of a namespace. */
    List<Found> ofScrape(String namespace) {
        var found = new ArrayList<Found>();
        for (Place place : settings.scrapers()) {
            if (place instanceof Place.Workload it) {
                found.add(new Found("", new EntranceSource.Workload(it.namespace(), null, it.name())));
            }
        }
        if (!settings.scraperNamespaces().isEmpty()) {
            found.add(new Found("", new EntranceSource.Pods(settings.scraperNamespaces(), KnownScrapers.PODS)));
        }
        scrapers.getOrDefault(namespace, Map.of())
                .values()
                .forEach(it -> found.add(new Found(
                        it.kind() + " " + it.key().name(),
                        new EntranceSource.Pods(Set.of(namespace), List.of(it.pods())))));
        if (found.isEmpty()) {
            found.add(new Found(
                    "",
                    new EntranceSource.Unnamed(
                            "what scrapes is not known: name it by --scrapers or --scraper-namespaces"
                                    + IN_A_SERVER_ACCESS)));
        }
        return found;
    }

    /**
     * Returns where a prober calls pods from.
     *
     * @param pods the pods behind its Service; empty where there are none, or it is not known
     * @param trusted whether the pods' own namespace says that it calls them; else its namespace must be one of scrapers
     */
    Found ofProber(Caller.Prober prober, Optional<Selector> pods, boolean trusted) {
        if (prober.service().isEmpty()) {
            return new Found(
                    "",
                    new EntranceSource.Unnamed(
                            "its prober is not known: write spec.prober.url with the namespace, as in"
                                    + " blackbox-exporter.monitoring.svc:9115, or name its workload in a ServerAccess"));
        }
        ObjectKey service = prober.service().get();
        String name = bounded(service.toString());
        EntranceSource source;
        if (pods.isEmpty()) {
            source = new EntranceSource.Unnamed("there is no Service " + name
                    + " that selects pods: correct spec.prober.url, or name the prober's workload in a ServerAccess");
        } else if (trusted || settings.scraperNamespaces().contains(service.namespace())) {
            source = new EntranceSource.Pods(Set.of(service.namespace()), List.of(pods.get()));
        } else {
            source = new EntranceSource.Unnamed("namespace " + bounded(service.namespace())
                    + " is not trusted to scrape: name it by --scraper-namespaces, or the prober's workload in a"
                    + " ServerAccess");
        }
        return new Found("prober " + PlainText.oneLine(name), source);
    }

    /** Returns what the API server calls pods from. */
    List<Found> ofApiServer() {
        EntranceSource addresses = apiServers.isEmpty()
                ? new EntranceSource.Unnamed(
                        "the addresses of the API server are not known: set --api-server-cidrs, or name them in a ServerAccess")
                : new EntranceSource.Addresses(ClusterAddresses.blocks(apiServers));
        return List.of(new Found("", addresses), new Found("through a tunnel", TUNNELS));
    }

    /**
     * Returns what comes through a Service from outside: from addresses, none where these can be nothing but pods', and from
     * the pods of a load balancer of which the Service has addresses.
     *
     * @param addresses those that the status of the Service has
     */
    List<Found> ofBalancer(ObjectKey service, ExternalTraffic traffic, Collection<String> addresses) {
        var found = new ArrayList<>(ofAddresses(traffic));
        if (addresses.stream().anyMatch(this::isOfNode)) {
            podBalancers.stream()
                    .sorted()
                    .forEach(it -> found.add(new Found("ServiceLB of " + it, ServiceLb.pods(it, service))));
        }
        return found;
    }

    private boolean isOfNode(String address) {
        return IpRange.parse(address)
                .map(it -> cluster.nodes().stream()
                        .anyMatch(node -> node.intersect(it).isPresent()))
                .orElse(false);
    }

    private List<Found> ofAddresses(ExternalTraffic traffic) {
        List<IpRange> sources = traffic.sources().isEmpty()
                ? List.of(IpRange.IPV4, IpRange.IPV6)
                : traffic.sources().stream()
                        .flatMap(it -> IpRange.parse(it).stream())
                        .toList();
        boolean known = cluster.pods().stream()
                .anyMatch(pods -> sources.stream().anyMatch(it -> it.family().equals(pods.family())));
        if (!known) {
            return List.of(new Found(
                    "",
                    new EntranceSource.Unnamed(
                            "the cluster's pod ranges are not known, so that addresses from outside cannot be told from"
                                    + " those of pods: set --pod-cidrs, or name the addresses in a ServerAccess")));
        }
        var blocks = new ArrayList<AddressBlock>();
        sources.forEach(it -> blocks.addAll(cluster.outside(it)));
        if (!traffic.sourceKept()) {
            List<IpRange> nodes = cluster.nodes().stream()
                    .filter(node -> !isOutside(node, sources))
                    .toList();
            List<AddressBlock> further = ClusterAddresses.blocks(nodes);
            if (further.size() > MOST_BLOCKS) {
                return List.of(new Found(
                        "",
                        new EntranceSource.Unnamed("pods see the addresses of " + further.size()
                                + " nodes, which are too many for a policy: set externalTrafficPolicy: Local, or name"
                                + " the addresses in a ServerAccess")));
            }
            blocks.addAll(further);
        }
        return blocks.isEmpty() ? List.of() : List.of(new Found("", new EntranceSource.Addresses(blocks)));
    }

    private boolean isOutside(IpRange node, List<IpRange> sources) {
        return sources.stream().anyMatch(it -> it.contains(node))
                && cluster.pods().stream().noneMatch(it -> it.intersect(node).isPresent());
    }
}
