package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.clientintents.learn.observe.Endpoint;
import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Flow.Verdict;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Side;
import dev.clientintents.learn.observe.Sighting;
import dev.clientintents.model.Labels;
import dev.clientintents.model.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads flows of Calico: pages of Whisker's list, its stream of events, and what Goldmane answers, with either way of writing the
 * names of fields. Flows are about connections, so there are no replies; pods stand as sets of those whose names begin alike.
 *
 * @see <a href="https://github.com/projectcalico/calico/blob/master/goldmane/proto/api.proto">Goldmane's API</a>
 */
final class CalicoFlows implements JsonFormat {

    private static final String NOTHING = "-";

    /** One end of a flow. */
    private static final class End {
        @Nullable
        String name;

        @Nullable
        String namespace;

        @Nullable
        String type;

        List<String> labels = List.of();

        void clear() {
            name = null;
            namespace = null;
            type = null;
            labels = List.of();
        }
    }

    private final FlowSink sink;
    private final End source = new End();
    private final End destination = new End();

    private boolean isList;
    private @Nullable String start;
    private @Nullable String end;
    private @Nullable String action;
    private @Nullable String reporter;
    private @Nullable String protocol;
    private int port;
    private long started;

    CalicoFlows(FlowSink sink) {
        this.sink = sink;
    }

    static boolean isRecord(Sample sample) {
        return sample.hasAny(
                        "source_name",
                        "sourceName",
                        "items.source_name",
                        "items.sourceName",
                        "flow.Key",
                        "flow.key",
                        "flows.flow")
                || sample.has("items", "total.totalPages");
    }

    /** Returns whether flows stand in a list. */
    static boolean isList(Sample sample) {
        return sample.hasAny("items", "flows", "total", "meta");
    }

    @Override
    public void read(JsonParser json) throws IOException {
        isList = false;
        clear();
        Json.fields(json, this::root);
        if (!isList) {
            tell();
        }
    }

    private void root(String name, JsonParser json) throws IOException {
        switch (name) {
            case "items", "flows" -> {
                isList = true;
                Json.elements(json, element -> {
                    clear();
                    Json.fields(element, this::field);
                    tell();
                });
            }
            case "errors" -> {
                isList = true;
                json.skipChildren();
            }
            default -> field(name, json);
        }
    }

    private void clear() {
        source.clear();
        destination.clear();
        start = null;
        end = null;
        action = null;
        reporter = null;
        protocol = null;
        port = 0;
        started = 0;
    }

    private void field(String name, JsonParser json) throws IOException {
        switch (name) {
            case "flow", "Key", "key" -> Json.fields(json, this::field);
            case "start_time", "startTime" -> start = Json.text(json);
            case "end_time", "endTime" -> end = Json.text(json);
            case "action" -> action = Json.text(json);
            case "reporter" -> reporter = Json.text(json);
            case "protocol", "proto" -> protocol = Json.text(json);
            case "dest_port", "destPort" -> port = Json.port(json);
            case "num_connections_started", "numConnectionsStarted" -> started = Json.number(json);
            case "source_name", "sourceName" -> source.name = Json.text(json);
            case "source_namespace", "sourceNamespace" -> source.namespace = Json.text(json);
            case "source_type", "sourceType" -> source.type = Json.text(json);
            case "source_labels", "sourceLabels" -> source.labels = labels(json);
            case "dest_name", "destName" -> destination.name = Json.text(json);
            case "dest_namespace", "destNamespace" -> destination.namespace = Json.text(json);
            case "dest_type", "destType" -> destination.type = Json.text(json);
            case "dest_labels", "destLabels" -> destination.labels = labels(json);
            default -> json.skipChildren();
        }
    }

    /** Returns labels of a list, or of a text in which bars are between them. */
    private static List<String> labels(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(json.getText().split(" \\| ", -1));
        }
        var labels = new ArrayList<String>();
        Json.elements(json, element -> {
            String label = Json.text(element);
            if (label != null) {
                labels.add(label);
            }
        });
        return labels;
    }

    private void tell() {
        Endpoint client = endpoint(source);
        Endpoint server = endpoint(destination);
        Protocol transport = Texts.protocol(protocol);
        Verdict came = cameThrough();
        if (client == null || server == null) {
            sink.passOver(client == null ? PassedOver.NO_CLIENT : PassedOver.NO_SERVER);
        } else if (transport == null || port == 0) {
            sink.passOver(PassedOver.OTHER_PROTOCOL);
        } else if (came == null) {
            sink.passOver(PassedOver.NO_VERDICT);
        } else {
            Instant first = time(start);
            Instant last = time(end);
            sink.watched(first, last);
            sink.accept(new Sighting(
                    new Flow(client, server, transport, port, came, Math.max(1, started), first, last), side()));
        }
    }

    private @Nullable Verdict cameThrough() {
        if (action == null) {
            return null;
        }
        return switch (action.toLowerCase(Locale.ROOT)) {
            case "allow" -> Verdict.ALLOWED;
            case "deny" -> Verdict.DENIED;
            default -> null;
        };
    }

    private Side side() {
        if (reporter == null) {
            return Side.EITHER;
        }
        return switch (reporter.toLowerCase(Locale.ROOT)) {
            case "src" -> Side.CLIENT;
            case "dst" -> Side.SERVER;
            default -> Side.EITHER;
        };
    }

    /** Returns the time of a text, or of a number of seconds; null where it is neither. */
    private static @Nullable Instant time(@Nullable String text) {
        long seconds = text == null ? -1 : Texts.number(text);
        return seconds > 0 ? Instant.ofEpochSecond(seconds) : Texts.time(text);
    }

    private static @Nullable Endpoint endpoint(End end) {
        String name = end.name;
        if (name == null || name.equals(NOTHING)) {
            return null;
        }
        boolean namespaced = end.namespace != null && !end.namespace.equals(NOTHING);
        if (!namespaced || (end.type != null && !end.type.equals("WorkloadEndpoint"))) {
            return new Endpoint.Outside(
                    switch (name) {
                        case "pub" -> "public network";
                        case "pvt" -> "private network";
                        default ->
                            "NetworkSet".equals(end.type)
                                    ? "network set " + name
                                    : "HostEndpoint".equals(end.type) ? "node" : "host or network set " + name;
                    },
                    null,
                    null);
        }
        String namespace = String.valueOf(end.namespace);
        String workload = label(end, Labels.WORKLOAD);
        String kind = label(end, Labels.WORKLOAD_KIND);
        if (workload != null && kind != null && Labels.workloadValue(workload).equals(workload)) {
            return new Endpoint.Owned(namespace, kind, workload);
        }
        return name.endsWith("*")
                ? new Endpoint.Generated(namespace, name.substring(0, name.length() - 1))
                : new Endpoint.Pod(namespace, name);
    }

    private static @Nullable String label(End end, String key) {
        for (String label : end.labels) {
            if (label.startsWith(key) && label.length() > key.length() && label.charAt(key.length()) == '=') {
                return label.substring(key.length() + 1);
            }
        }
        return null;
    }
}
