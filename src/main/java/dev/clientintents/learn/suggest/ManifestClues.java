package dev.clientintents.learn.suggest;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.model.HostName;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the clues from manifests: what configures pods names the Services that they call. */
public final class ManifestClues {

    private static final String SVC = "svc";
    private static final Pattern API_SERVER = Pattern.compile("kubernetes\\.default(\\.svc(\\..*)?)?");

    /** The ports that URLs mean without saying so. */
    private static final Map<String, Integer> PORTS = Map.ofEntries(
            Map.entry("http", 80),
            Map.entry("ws", 80),
            Map.entry("https", 443),
            Map.entry("wss", 443),
            Map.entry("postgres", 5432),
            Map.entry("postgresql", 5432),
            Map.entry("mysql", 3306),
            Map.entry("mariadb", 3306),
            Map.entry("sqlserver", 1433),
            Map.entry("redis", 6379),
            Map.entry("rediss", 6379),
            Map.entry("amqp", 5672),
            Map.entry("amqps", 5671),
            Map.entry("mongodb", 27017),
            Map.entry("nats", 4222),
            Map.entry("ldap", 389),
            Map.entry("ldaps", 636),
            Map.entry("smtp", 25));

    /** Ends of names that are nobody's on the internet. */
    private static final Set<String> NOT_PUBLIC =
            Set.of("local", "localhost", "internal", "localdomain", "test", "example");

    private final Servers servers;
    private final Set<ObjectKey> headless;
    private final Set<Clue> clues = new LinkedHashSet<>();
    private final Set<LeftOut> leftOut = new LinkedHashSet<>();

    private ManifestClues(Snapshot snapshot) {
        servers = new Servers(snapshot);
        headless = snapshot.services().stream()
                .map(Sourced::object)
                .filter(it -> "None".equals(it.getSpec().getClusterIP()))
                .map(ManifestClues::key)
                .collect(Collectors.toSet());
    }

    private static ObjectKey key(Service service) {
        return new ObjectKey(
                service.getMetadata().getNamespace(), service.getMetadata().getName());
    }

    /**
     * Returns what manifests tell.
     *
     * @param manifests the objects of the input, read with what configures pods
     * @param snapshot the same objects
     */
    public static Clues of(List<Manifest> manifests, Snapshot snapshot) {
        var taken = new ManifestClues(snapshot);
        for (Setting setting : Settings.of(manifests, snapshot)) {
            setting.mentions().forEach(it -> taken.add(setting, it));
        }
        return new Clues(List.copyOf(taken.clues), List.copyOf(taken.leftOut));
    }

    private void add(Setting setting, Mention mention) {
        Optional<ServiceEntry> service = service(setting.client().namespace(), mention.host());
        if (service.isPresent()) {
            add(setting, mention, service.get());
        } else if (API_SERVER.matcher(mention.host()).matches()) {
            PortRange port = PortRange.Numbered.of(Protocol.TCP, mention.port() > 0 ? mention.port() : 443);
            clues.add(new Clue(setting.client(), Suggestions.API_SERVER, port, setting.evidence()));
        } else if (Mentions.isFullName(mention.host())) {
            leave(setting, mention, "there is no such Service in the input");
        } else if (mention.form() == Mention.Form.URL && setting.ownWords()) {
            outside(setting, mention);
        }
    }

    private void add(Setting setting, Mention mention, ServiceEntry service) {
        if (service.externalName() != null) {
            host(service.externalName())
                    .ifPresent(it -> clues.add(new Clue(
                            setting.client(), new Called.Outside(it), numbered(mention.port()), setting.evidence())));
            return;
        }
        List<@Nullable PortRange> ports = ports(service, mention);
        if (ports.isEmpty() && mention.form() != Mention.Form.WITH_PORT) {
            leave(setting, mention, "the Service of that name has no such port");
        }
        var called = new Called.Server(
                ServerId.service(service.key().namespace(), service.key().name()));
        ports.forEach(it -> clues.add(new Clue(setting.client(), called, it, setting.evidence())));
    }

    /** Returns the ports of a Service that are meant: null for all of them; none where it does not have them. */
    private List<@Nullable PortRange> ports(ServiceEntry service, Mention mention) {
        List<PortRange> all = service.ports().stream()
                .<PortRange>map(it -> PortRange.Numbered.of(it.protocol(), it.number()))
                .distinct()
                .toList();
        if (mention.port() > 0) {
            List<PortRange> named = all.stream()
                    .filter(it -> ((PortRange.Numbered) it).first() == mention.port())
                    .toList();
            return named.isEmpty() && headless.contains(service.key())
                    ? List.of(PortRange.Numbered.of(Protocol.TCP, mention.port()))
                    : new ArrayList<>(named);
        }
        if (all.size() == 1) {
            return new ArrayList<>(all);
        }
        String scheme = mention.scheme() == null ? "" : mention.scheme();
        int usual = PORTS.getOrDefault(scheme, 0);
        return only(service, it -> it.number() == usual)
                .or(() -> only(service, it -> scheme.equals(it.name())))
                .map(it -> List.<@Nullable PortRange>of(it))
                .orElseGet(() -> {
                    var unknown = new ArrayList<@Nullable PortRange>();
                    unknown.add(null);
                    return unknown;
                });
    }

    private static Optional<PortRange> only(ServiceEntry service, Predicate<ServiceEntry.Port> wanted) {
        List<ServiceEntry.Port> found = service.ports().stream().filter(wanted).toList();
        return found.size() == 1
                ? Optional.of(PortRange.Numbered.of(
                        found.get(0).protocol(), found.get(0).number()))
                : Optional.empty();
    }

    /** Returns the Service that a name of a host means to a pod, as the DNS of clusters resolves it. */
    private Optional<ServiceEntry> service(String own, String host) {
        String[] labels = host.split("\\.", -1);
        int svc = List.of(labels).indexOf(SVC);
        if (svc == 2 || svc == 3) {
            return servers.service(new ObjectKey(labels[svc - 1], labels[svc - 2]));
        }
        return switch (labels.length) {
            case 1 -> servers.service(new ObjectKey(own, labels[0]));
            case 2 ->
                servers.service(new ObjectKey(labels[1], labels[0])).or(() -> ofPod(new ObjectKey(own, labels[1])));
            case 3 -> ofPod(new ObjectKey(labels[2], labels[1]));
            default -> Optional.empty();
        };
    }

    /** Returns the headless Service below whose name pods have names. */
    private Optional<ServiceEntry> ofPod(ObjectKey key) {
        return headless.contains(key) ? servers.service(key) : Optional.empty();
    }

    private void outside(Setting setting, Mention mention) {
        String host = mention.host();
        if (!NOT_PUBLIC.contains(host.substring(host.lastIndexOf('.') + 1))) {
            int port = mention.port() > 0 ? mention.port() : PORTS.getOrDefault(String.valueOf(mention.scheme()), 0);
            host(host)
                    .ifPresent(it -> clues.add(
                            new Clue(setting.client(), new Called.Outside(it), numbered(port), setting.evidence())));
        }
    }

    private static Optional<OutsideServer> host(String name) {
        try {
            return Optional.of(new OutsideServer.Host(HostName.parse(name).toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable PortRange numbered(int port) {
        return port == 0 ? null : PortRange.Numbered.of(Protocol.TCP, port);
    }

    private void leave(Setting setting, Mention mention, String why) {
        String port = mention.port() == 0 ? "" : ":" + mention.port();
        String host = setting.secret() ? "a host" : mention.host() + port;
        leftOut.add(new LeftOut(setting.client() + " names " + host + ", " + setting.evidence(), why));
    }
}
