package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import dev.clientintents.learn.observe.Endpoint;
import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Flow.Verdict;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Side;
import dev.clientintents.learn.observe.Sighting;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads graphs of Kiali, whose edges may lead through nodes for Services, and know no ports. It holds one graph at a time.
 *
 * @see <a href="https://kiali.io/docs/features/topology/">Kiali's graph</a>
 */
final class KialiGraph implements JsonFormat {

    private static final String UNKNOWN = "unknown";

    /** A node of the graph; any text may be absent. */
    private static final class Node {
        @Nullable
        String id;

        @Nullable
        String type;

        @Nullable
        String namespace;

        @Nullable
        String workload;

        @Nullable
        String service;

        boolean isExternal;
    }

    /** An edge of the graph. */
    private static final class Edge {
        @Nullable
        String source;

        @Nullable
        String target;

        boolean hasTraffic;
    }

    private final FlowSink sink;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    private boolean isGraph;
    private long timestamp;
    private long duration;

    KialiGraph(FlowSink sink) {
        this.sink = sink;
    }

    static boolean isRecord(Sample sample) {
        return sample.has("elements") || sample.has("graphType");
    }

    @Override
    public void read(JsonParser json) throws IOException {
        nodes.clear();
        edges.clear();
        isGraph = false;
        timestamp = 0;
        duration = 0;
        Json.fields(json, this::root);
        if (!isGraph) {
            sink.passOver(PassedOver.OTHER_RECORDS);
            return;
        }
        if (timestamp > 0) {
            Instant until = Instant.ofEpochSecond(timestamp);
            sink.watched(duration > 0 ? until.minusSeconds(duration) : null, until);
        }
        tell();
    }

    private void root(String name, JsonParser json) throws IOException {
        switch (name) {
            case "timestamp" -> timestamp = Json.number(json);
            case "duration" -> duration = Json.number(json);
            case "elements" -> {
                isGraph = true;
                Json.fields(json, this::elements);
            }
            default -> json.skipChildren();
        }
    }

    private void elements(String name, JsonParser json) throws IOException {
        switch (name) {
            case "nodes" -> Json.elements(json, element -> Json.fields(element, this::node));
            case "edges" -> Json.elements(json, element -> Json.fields(element, this::edge));
            default -> json.skipChildren();
        }
    }

    private void node(String name, JsonParser json) throws IOException {
        if (!name.equals("data")) {
            json.skipChildren();
            return;
        }
        var node = new Node();
        Json.fields(json, (field, value) -> {
            switch (field) {
                case "id" -> node.id = Json.text(value);
                case "nodeType" -> node.type = Json.text(value);
                case "namespace" -> node.namespace = Json.text(value);
                case "workload" -> node.workload = Json.text(value);
                case "service" -> node.service = Json.text(value);
                case "isServiceEntry" -> {
                    node.isExternal = true;
                    value.skipChildren();
                }
                default -> value.skipChildren();
            }
        });
        if (node.id != null) {
            nodes.put(node.id, node);
        }
    }

    private void edge(String name, JsonParser json) throws IOException {
        if (!name.equals("data")) {
            json.skipChildren();
            return;
        }
        var edge = new Edge();
        Json.fields(json, (field, value) -> {
            switch (field) {
                case "source" -> edge.source = Json.text(value);
                case "target" -> edge.target = Json.text(value);
                case "traffic" ->
                    Json.fields(value, (part, content) -> {
                        edge.hasTraffic |= part.equals("rates");
                        content.skipChildren();
                    });
                default -> value.skipChildren();
            }
        });
        edges.add(edge);
    }

    private void tell() {
        for (Edge edge : edges) {
            Node source = edge.source == null ? null : nodes.get(edge.source);
            Node target = edge.target == null ? null : nodes.get(edge.target);
            if (!edge.hasTraffic) {
                sink.passOver(PassedOver.NO_TRAFFIC);
            } else if (source == null || target == null) {
                sink.passOver(PassedOver.BROKEN);
            } else if (!isService(source)) {
                tell(source, target);
            }
        }
    }

    /** Tells of an edge, and where it leads to a Service, to what the Service leads. */
    private void tell(Node source, Node target) {
        if (isService(target)) {
            List<Node> behind = edges.stream()
                    .filter(it ->
                            it.hasTraffic && it.target != null && target.id != null && target.id.equals(it.source))
                    .flatMap(it -> Stream.ofNullable(nodes.get(String.valueOf(it.target))))
                    .filter(it -> owned(it) != null)
                    .toList();
            if (!behind.isEmpty()) {
                behind.forEach(it -> tell(owned(source), owned(it)));
                return;
            }
        }
        tell(owned(source), isService(target) ? service(target) : owned(target));
    }

    private void tell(@Nullable Endpoint client, @Nullable Endpoint server) {
        if (client == null || server == null) {
            sink.passOver(client == null ? PassedOver.NO_CLIENT : PassedOver.NO_SERVER);
        } else {
            sink.accept(new Sighting(new Flow(client, server, null, 0, Verdict.ALLOWED, 1, null, null), Side.EITHER));
        }
    }

    private static boolean isService(Node node) {
        return "service".equals(node.type);
    }

    private static @Nullable Endpoint owned(Node node) {
        return known(node.namespace) && known(node.workload)
                ? new Endpoint.Owned(String.valueOf(node.namespace), null, String.valueOf(node.workload))
                : null;
    }

    private static @Nullable Endpoint service(Node node) {
        if (!known(node.service)) {
            return null;
        }
        String service = String.valueOf(node.service);
        if (node.isExternal || !known(node.namespace) || service.indexOf('.') >= 0) {
            return new Endpoint.Outside("host", service, null);
        }
        return new Endpoint.Service(String.valueOf(node.namespace), service);
    }

    private static boolean known(@Nullable String text) {
        return text != null && !text.equals(UNKNOWN);
    }
}
