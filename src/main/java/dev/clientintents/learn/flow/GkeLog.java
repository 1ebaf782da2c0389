package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import dev.clientintents.learn.observe.Endpoint;
import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Flow.Verdict;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Side;
import dev.clientintents.learn.observe.Sighting;
import dev.clientintents.model.Protocol;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the policy log of GKE's Dataplane V2, from the file on a node or as entries of Cloud Logging. It tells in which direction a
 * connection was opened.
 *
 * @see <a href="https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy-logging">Network policy logging</a>
 */
final class GkeLog implements JsonFormat {

    /** One end of a record. */
    private static final class End {
        @Nullable
        String address;

        @Nullable
        String namespace;

        @Nullable
        String podNamespace;

        @Nullable
        String pod;

        @Nullable
        String kind;

        @Nullable
        String workload;

        @Nullable
        String node;

        @Nullable
        String instance;

        void clear() {
            address = null;
            namespace = null;
            podNamespace = null;
            pod = null;
            kind = null;
            workload = null;
            node = null;
            instance = null;
        }
    }

    private final FlowSink sink;
    private final End source = new End();
    private final End destination = new End();

    private boolean isRecord;
    private int port;
    private @Nullable String protocol;
    private @Nullable String direction;
    private @Nullable String disposition;
    private @Nullable String time;
    private long count;

    GkeLog(FlowSink sink) {
        this.sink = sink;
    }

    static boolean isRecord(Sample sample) {
        return sample.has("connection", "disposition")
                || sample.has("jsonPayload.connection")
                || sample.has("jsonPayload.disposition");
    }

    @Override
    public void read(JsonParser json) throws IOException {
        source.clear();
        destination.clear();
        isRecord = false;
        port = 0;
        protocol = null;
        direction = null;
        disposition = null;
        time = null;
        count = 1;
        Json.fields(json, this::root);
        if (isRecord) {
            tell();
        } else {
            sink.passOver(PassedOver.OTHER_RECORDS);
        }
    }

    private void root(String name, JsonParser json) throws IOException {
        switch (name) {
            case "jsonPayload" -> Json.fields(json, this::root);
            case "connection" -> {
                isRecord = true;
                Json.fields(json, this::connection);
            }
            case "disposition" -> disposition = Json.text(json);
            case "src" -> Json.fields(json, (field, value) -> end(source, field, value));
            case "dest" -> Json.fields(json, (field, value) -> end(destination, field, value));
            case "count" -> count = Math.max(1, Json.number(json));
            case "timestamp" -> {
                // the record's own comes before or after that of its envelope
                String text = Json.text(json);
                time = time == null || Texts.time(time) == null ? text : time;
            }
            default -> json.skipChildren();
        }
    }

    private void connection(String name, JsonParser json) throws IOException {
        switch (name) {
            case "src_ip" -> source.address = Json.text(json);
            case "dest_ip" -> destination.address = Json.text(json);
            case "dest_port" -> port = Json.port(json);
            case "protocol" -> protocol = Json.text(json);
            case "direction" -> direction = Json.text(json);
            default -> json.skipChildren();
        }
    }

    private static void end(End end, String name, JsonParser json) throws IOException {
        switch (name) {
            case "namespace" -> end.namespace = Json.text(json);
            case "pod_namespace" -> end.podNamespace = Json.text(json);
            case "pod_name" -> end.pod = Json.text(json);
            case "workload_kind" -> end.kind = Json.text(json);
            case "workload_name" -> end.workload = Json.text(json);
            case "node_name" -> end.node = Json.text(json);
            case "instance" -> end.instance = Json.text(json);
            default -> json.skipChildren();
        }
    }

    private void tell() {
        Protocol transport = Texts.protocol(protocol);
        Endpoint client = endpoint(source);
        Endpoint server = endpoint(destination);
        if (transport == null || port == 0) {
            sink.passOver(PassedOver.OTHER_PROTOCOL);
        } else if (client == null || server == null) {
            sink.passOver(client == null ? PassedOver.NO_CLIENT : PassedOver.NO_SERVER);
        } else if (disposition == null) {
            sink.passOver(PassedOver.NO_VERDICT);
        } else {
            Instant at = Texts.time(time);
            Verdict came = disposition.equals("allow") ? Verdict.ALLOWED : Verdict.DENIED;
            sink.accept(new Sighting(
                    new Flow(client, server, transport, port, came, count, at, at),
                    "ingress".equals(direction)
                            ? Side.SERVER
                            : "egress".equals(direction) ? Side.CLIENT : Side.EITHER));
        }
    }

    private static @Nullable Endpoint endpoint(End end) {
        String namespace = end.podNamespace == null ? end.namespace : end.podNamespace;
        if (namespace != null && end.workload != null && !"Pod".equals(end.kind) && !"Node".equals(end.kind)) {
            return new Endpoint.Owned(namespace, end.kind, end.workload);
        }
        if (namespace != null && end.pod != null) {
            return new Endpoint.Pod(namespace, end.pod);
        }
        String address = Texts.address(end.address == null ? end.instance : end.address);
        if (end.node != null) {
            return new Endpoint.Outside("node", null, address);
        }
        return address == null ? null : new Endpoint.Address(address);
    }
}
