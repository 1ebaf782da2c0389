package dev.clientintents.map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.api.ServerAccessStatus.EntranceStatus;
import dev.clientintents.finding.Position;
import dev.clientintents.reach.PortSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A map for programs, of which the page is one.
 *
 * @param title what it is a map of
 * @param nodes clients and servers
 * @param edges from clients to servers
 */
@JsonPropertyOrder({"title", "nodes", "edges"})
public record MapDocument(String title, List<Item> nodes, List<Connection> edges) {

    /** A node; ports are null where there are none, and {@code at} where it is not in the input. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({
        "id",
        "namespace",
        "kind",
        "name",
        "standing",
        "openToPods",
        "openOutside",
        "services",
        "policies",
        "entrances",
        "at"
    })
    record Item(
            String id,
            String namespace,
            String kind,
            String name,
            String standing,
            @Nullable String openToPods,
            @Nullable String openOutside,
            List<String> services,
            List<String> policies,
            List<EntranceStatus> entrances,
            @Nullable String at) {}

    /** An edge; {@code label} is what is wanted where no ports are open. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"client", "server", "state", "ports", "label", "policies", "barriers", "declared", "entrances"})
    record Connection(
            String client,
            String server,
            String state,
            @Nullable String ports,
            String label,
            List<String> policies,
            List<String> barriers,
            List<Declared> declared,
            List<String> entrances) {}

    /** An intent behind an edge. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"intents", "at", "target", "ports", "keys", "state", "message"})
    record Declared(
            String intents,
            String at,
            String target,
            String ports,
            List<String> keys,
            String state,
            @Nullable String message) {}

    public static MapDocument of(IntentMap map) {
        return new MapDocument(
                map.title(),
                map.nodes().stream().map(MapDocument::item).toList(),
                map.edges().stream().map(MapDocument::connection).toList());
    }

    private static Item item(Node node) {
        Position position = node.position();
        return new Item(
                node.id(),
                node.namespace(),
                node.kind(),
                node.name(),
                lowerCase(node.standing()),
                ports(node.openToPods()),
                ports(node.openOutside()),
                node.services(),
                node.policies(),
                node.entrances(),
                position == null ? null : position.toString());
    }

    private static Connection connection(Edge edge) {
        return new Connection(
                edge.client(),
                edge.server(),
                lowerCase(edge.state()),
                ports(edge.ports()),
                edge.label(),
                edge.policies(),
                edge.barriers(),
                edge.declarations().stream().map(MapDocument::declared).toList(),
                edge.entrances());
    }

    private static Declared declared(Edge.Declaration declaration) {
        return new Declared(
                declaration.intents(),
                declaration.position().toString(),
                declaration.target(),
                declaration.ports(),
                declaration.keys(),
                declaration.state(),
                declaration.message());
    }

    private static @Nullable String ports(PortSet ports) {
        return ports.isEmpty() ? null : ports.toString();
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
