package dev.clientintents.status;

import dev.clientintents.api.ServerAccessStatus.EntranceStatus;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.ServerEntrance;
import dev.clientintents.graph.ServerEntrance.Origin;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The entrances of some servers as their status lists them: those that are in the way in front. */
public final class ListedEntrances {

    private static final int LISTED = 64;
    private static final int NAMED = 8;

    private final Map<ServerId, List<ServerEntrance>> entrances = new LinkedHashMap<>();
    private final List<EntranceStatus> all;

    /** @param several whether the status has to tell whose an entrance is */
    ListedEntrances(IntentGraph graph, Set<ServerId> servers, boolean several) {
        record Of(ServerId server, ServerEntrance entrance) {}
        servers.forEach(server -> entrances.put(server, graph.entrances(server)));
        var distinct = new LinkedHashSet<EntranceStatus>();
        entrances.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(entrance -> new Of(entry.getKey(), entrance)))
                .sorted(Comparator.comparing(of -> rank(of.entrance.state())))
                .forEach(of -> distinct.add(status(of.entrance, several ? " (to " + of.server + ")" : "")));
        this.all = List.copyOf(distinct);
    }

    /** Returns what a status would tell of the entrances of servers, those first of which somebody has to know. */
    public static List<EntranceStatus> of(IntentGraph graph, Set<ServerId> servers) {
        return new ListedEntrances(graph, servers, false).status();
    }

    List<ServerEntrance> of(ServerId server) {
        return entrances.getOrDefault(server, List.of());
    }

    List<EntranceStatus> status() {
        return all.subList(0, Math.min(LISTED, all.size()));
    }

    /** Returns how many are not listed, as the end of a sentence; empty where all are. */
    String unlisted() {
        return all.size() <= LISTED ? "" : "; " + (all.size() - LISTED) + " entrances are not listed";
    }

    private static int rank(ServerEntrance.State state) {
        return switch (state) {
            case NOT_ENFORCEABLE -> 0;
            case NO_PODS -> 1;
            case ADMITTED -> 2;
            case DECLARED -> 3;
        };
    }

    private static EntranceStatus status(ServerEntrance entrance, String suffix) {
        String state = switch (entrance.state()) {
            case ADMITTED -> "Admitted";
            case DECLARED -> "Declared";
            case NO_PODS -> "NoPods";
            case NOT_ENFORCEABLE -> "NotEnforceable";
        };
        return new EntranceStatus(
                entrance.reason() + suffix,
                state,
                first(entrance.origins().stream().map(ListedEntrances::text).toList()),
                entrance.ports() == null
                        ? null
                        : first(entrance.ports().stream().map(Object::toString).toList()),
                entrance.message());
    }

    /** Returns the first of some texts, and how many more there are; null where there are none. */
    private static @Nullable String first(List<String> texts) {
        List<String> distinct = texts.stream().distinct().toList();
        String more = distinct.size() > NAMED ? " and " + (distinct.size() - NAMED) + " more" : "";
        return distinct.isEmpty() ? null : distinct.stream().limit(NAMED).collect(Collectors.joining(", ", "", more));
    }

    private static String text(Origin origin) {
        if (origin instanceof Origin.Pods pods) {
            WorkloadId workload = pods.workload();
            return workload == null
                    ? "pods of namespace " + pods.namespace()
                    : workload.kind() + " " + pods.namespace() + "/" + workload.name();
        }
        AddressBlock block = ((Origin.Addresses) origin).block();
        return block.except().isEmpty() ? block.cidr() : block.cidr() + " except " + first(block.except());
    }
}
