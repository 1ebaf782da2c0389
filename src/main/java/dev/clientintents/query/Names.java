package dev.clientintents.query;

import dev.clientintents.finding.Spelling;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.World;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Understands the names of questions: {@code web}, {@code shop/web}, {@code shop/web[Deployment]},
 * {@code deployment/web}, {@code svc/web} or {@code shop/web[Service]} for the workloads behind a Service,
 * {@code shop/*}, an address, a block or a range of addresses, {@code ingress-controller}, {@code external-traffic},
 * and every endpoint as answers print it.
 */
public final class Names {

    private static final String EXTERNAL = "[External]";
    private static final String HOST = "host:";
    private static final int NAMED = 8;

    private final EffectiveReach reach;
    private final String namespace;

    /** @param namespace where a name without one is looked for first */
    public Names(EffectiveReach reach, String namespace) {
        this.reach = reach;
        this.namespace = namespace;
    }

    /**
     * Returns the parties that a name means.
     *
     * @throws UnknownName where it means nothing, or more than one thing without a {@code *}
     */
    public Parties find(String text) {
        String name = text.strip();
        return special(name)
                .or(() -> printed(name))
                .map(List::of)
                .map(endpoints -> new Parties(name, endpoints, Optional.empty()))
                .or(() -> named(name))
                .orElseThrow(() -> new UnknownName(unknown(name)));
    }

    /**
     * Returns everyone of whom policies say something: all workloads, all addresses of the families that lists have, and
     * the ingress controller, and external traffic where a Service is open to it.
     */
    public Parties everyone() {
        List<Endpoint> endpoints = Stream.of(
                        workloads(),
                        reach.reachability().families().stream().map(Endpoint.External::new),
                        Stream.of(new Endpoint.IngressController()),
                        Stream.of(new Endpoint.ExternalTraffic())
                                .filter(it -> reach.reachability().hasExternalTraffic()))
                .<Endpoint>flatMap(it -> it)
                .toList();
        return new Parties("everyone", endpoints, Optional.empty());
    }

    private static Optional<Endpoint> special(String name) {
        if (name.equals("ingress-controller") || name.equals("{ingress-controller}")) {
            return Optional.of(new Endpoint.IngressController());
        }
        if (name.equals("external-traffic") || name.equals("{external-traffic}")) {
            return Optional.of(new Endpoint.ExternalTraffic());
        }
        String addresses = name.endsWith(EXTERNAL) ? name.substring(0, name.length() - EXTERNAL.length()) : name;
        int dash = addresses.indexOf('-');
        Optional<IpRange> range = dash < 0
                ? IpRange.parse(addresses)
                : IpRange.parse(addresses.substring(0, dash))
                        .flatMap(first -> IpRange.parse(addresses.substring(dash + 1))
                                .filter(last -> first.family().equals(last.family())
                                        && first.first().compareTo(last.last()) <= 0)
                                .map(first::through));
        return range.map(Endpoint.External::new);
    }

    private Optional<Endpoint> printed(String name) {
        return workloads()
                .filter(it -> it.toString().equals(name))
                .map(it -> (Endpoint) it)
                .findFirst();
    }

    private Stream<Endpoint.Workload> workloads() {
        return reach.reachability().workloads().stream();
    }

    private Optional<Parties> named(String name) {
        return WorkloadPattern.readings(name)
                .flatMap(pattern -> pattern.namespace() == null
                        ? Stream.of(pattern.name().equals("*") ? pattern : pattern.in(namespace), pattern)
                        : Stream.of(pattern))
                .map(pattern -> pattern.isService() ? behind(name, pattern) : workloads(name, pattern))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Parties> workloads(String name, WorkloadPattern pattern) {
        List<Endpoint.Workload> found =
                workloads().filter(it -> pattern.matches(it.id())).toList();
        Set<WorkloadId> ids = found.stream().map(Endpoint.Workload::id).collect(Collectors.toSet());
        if (ids.size() > 1 && !pattern.isOpen()) {
            throw ambiguous(
                    name,
                    ids.stream()
                            .map(id -> new Endpoint.Workload(id, "").toString())
                            .toList());
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Parties(name, List.copyOf(found), Optional.empty()));
    }

    private Optional<Parties> behind(String name, WorkloadPattern pattern) {
        List<ServiceEntry> found = reach.services().stream()
                .filter(it -> pattern.matches(it.key().namespace(), it.key().name()))
                .toList();
        if (found.size() > 1) {
            throw ambiguous(name, found.stream().map(Names::text).toList());
        }
        return found.stream().findFirst().map(service -> {
            Set<WorkloadId> selected = selectedBy(service);
            List<Endpoint> endpoints = workloads()
                    .filter(it -> selected.contains(it.id()))
                    .map(it -> (Endpoint) it)
                    .toList();
            if (endpoints.isEmpty()) {
                throw new UnknownName(text(service) + " has no pods");
            }
            return new Parties(name, endpoints, Optional.of(service));
        });
    }

    private Set<WorkloadId> selectedBy(ServiceEntry service) {
        Predicate<World.Pod> selected = pod -> !service.selector().isEmpty()
                && pod.workload().namespace().equals(service.key().namespace())
                && pod.labels().entrySet().containsAll(service.selector().entrySet());
        return reach.world().pods().stream()
                .filter(selected)
                .map(World.Pod::workload)
                .collect(Collectors.toSet());
    }

    private static String text(ServiceEntry service) {
        return service.key() + "[Service]";
    }

    private static UnknownName ambiguous(String name, Collection<String> candidates) {
        return new UnknownName(name + " is ambiguous: write " + String.join(" or ", new TreeSet<>(candidates)));
    }

    private String unknown(String text) {
        if (text.startsWith(HOST)) {
            return "only the command can answers about hosts by name; ask that, or about an address instead of " + text;
        }
        String name = WorkloadPattern.readings(text)
                .findFirst()
                .map(WorkloadPattern::name)
                .orElse(text);
        Set<String> services = reach.services().stream()
                .filter(it -> it.key().name().equals(name))
                .map(Names::text)
                .collect(Collectors.toCollection(TreeSet::new));
        return "no workload " + text + "; "
                + (services.isEmpty() ? advice(name) : "there is a Service: write " + String.join(" or ", services));
    }

    private String advice(String name) {
        List<Endpoint.Workload> all = workloads().toList();
        Set<String> same = texts(all, it -> it.equals(name));
        Set<String> near = same.isEmpty()
                ? Spelling.similar(
                                all.stream()
                                        .map(it -> it.id().name())
                                        .distinct()
                                        .toList(),
                                name.toLowerCase(Locale.ROOT))
                        .map(similar -> texts(all, similar::equals))
                        .orElse(Set.of())
                : same;
        if (!near.isEmpty()) {
            return "did you mean " + String.join(" or ", near) + "?";
        }
        Set<String> every = texts(all, it -> true);
        String few = every.stream().limit(NAMED).collect(Collectors.joining(", "));
        return every.isEmpty()
                ? "the input has no workloads"
                : "the workloads are " + few + (every.size() > NAMED ? " and " + (every.size() - NAMED) + " more" : "");
    }

    private static Set<String> texts(List<Endpoint.Workload> workloads, Predicate<String> names) {
        return workloads.stream()
                .filter(it -> names.test(it.id().name()))
                .map(Endpoint.Workload::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
