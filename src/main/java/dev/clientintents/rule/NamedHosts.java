package dev.clientintents.rule;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.HostNaming;
import dev.clientintents.graph.HostRule;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.HostName;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers what a client reaches by name, of which a policy of the network plugin has to tell. */
final class NamedHosts {

    private final IntentGraph graph;
    private final ClientId client;

    /** The hosts that are declared, one to a rule. */
    private final List<HostRule> hosts = new ArrayList<>();

    /** The ports on which the API server is reached, where it has to be told by name; empty where it is not. */
    private final Set<PortRange.Numbered> apiServerPorts = new LinkedHashSet<>();

    private boolean anyApiServerPort;

    NamedHosts(IntentGraph graph, ClientId client) {
        this.graph = graph;
        this.client = client;
    }

    void add(OutsideServer.Host host, List<PortRange> ports) {
        hosts.add(new HostRule(List.of(HostName.parse(host.name())), numbered(ports)));
    }

    /** Adds ports of the API server, where its addresses do not tell it; null means all. */
    void addApiServer(@Nullable List<PortRange> ports) {
        if (!graph.hostNaming().tellsApiServer()) {
            return;
        }
        if (ports == null) {
            anyApiServerPort = true;
        } else {
            ports.stream()
                    .filter(PortRange.Numbered.class::isInstance)
                    .map(PortRange.Numbered.class::cast)
                    .forEach(apiServerPorts::add);
        }
    }

    /** Returns why it is not known yet what can be said of the hosts; empty where it is, or there are none. */
    Optional<String> undecided() {
        return !hosts.isEmpty() && graph.hostNaming() instanceof HostNaming.Unknown unknown
                ? Optional.of(unknown.reason())
                : Optional.empty();
    }

    /**
     * Returns what is reached by name, as far as it can be said; null where nothing is.
     *
     * @param refused is told of what cannot be said
     */
    @Nullable
    HostAccess access(Subjects subjects, Consumer<Untold> refused) {
        var sayable = new ArrayList<HostRule>();
        for (HostRule rule : hosts) {
            Optional<String> refusal = graph.hostNaming().refusal(access(subjects, List.of(rule), null));
            refusal.ifPresentOrElse(
                    reason -> refused.accept(Untold.of(rule.hosts().get(0), reason)), () -> sayable.add(rule));
        }
        HostAccess.ApiServer reached = apiServer();
        if (!sayable.isEmpty()) {
            Optional<String> refusal = graph.hostNaming().refusal(access(subjects, sayable, reached));
            if (refusal.isEmpty()) {
                return access(subjects, sayable, reached);
            }
            sayable.forEach(rule -> refused.accept(Untold.of(rule.hosts().get(0), refusal.get())));
        }
        return reached == null ? null : access(subjects, List.of(), reached);
    }

    private HostAccess.@Nullable ApiServer apiServer() {
        if (anyApiServerPort) {
            return new HostAccess.ApiServer(null);
        }
        return apiServerPorts.isEmpty() ? null : new HostAccess.ApiServer(List.copyOf(apiServerPorts));
    }

    private HostAccess access(Subjects subjects, List<HostRule> rules, HostAccess.@Nullable ApiServer reached) {
        return new HostAccess(
                new ObjectKey(client.namespace(), PolicyName.ofHosts(client)),
                subjects.selector(),
                rules,
                graph.nameServers(),
                reached);
    }

    /** Returns why a host is not reached by a plan; empty where it is. */
    static Optional<String> unreached(EgressPlan.Closed plan, OutsideServer.Host host, List<PortRange> ports) {
        HostName name = HostName.parse(host.name());
        HostAccess named = plan.named();
        if (named != null && named.reaches(name, numbered(ports))) {
            return Optional.empty();
        }
        return plan.unreached().stream()
                .filter(it -> name.equals(it.host()))
                .map(Untold::reason)
                .findFirst()
                .or(() -> Optional.of("no policy says so"));
    }

    private static @Nullable List<PortRange.Numbered> numbered(List<PortRange> ports) {
        return ports.isEmpty()
                ? null
                : ports.stream().map(PortRange.Numbered.class::cast).toList();
    }
}
