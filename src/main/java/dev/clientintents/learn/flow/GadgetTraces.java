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
 * Reads what Inspektor Gadget traces: {@code kubectl gadget run trace_tcp -o json}. Each event is told of one pod, which opened the
 * connection or took it; the other end is a pod, a Service, or an address.
 *
 * @see <a href="https://inspektor-gadget.io/docs/latest/gadgets/trace_tcp">trace_tcp</a>
 */
final class GadgetTraces implements JsonFormat {

    /** One end of an event. */
    private static final class End {
        @Nullable
        String address;

        @Nullable
        String kind;

        @Nullable
        String namespace;

        @Nullable
        String name;

        int port;

        void clear() {
            address = null;
            kind = null;
            namespace = null;
            name = null;
            port = 0;
        }
    }

    private final FlowSink sink;
    private final End source = new End();
    private final End destination = new End();

    private @Nullable String type;
    private @Nullable String time;
    private @Nullable String error;
    private @Nullable String protocol;
    private @Nullable String namespace;
    private @Nullable String pod;
    private @Nullable String ownerKind;
    private @Nullable String owner;

    GadgetTraces(FlowSink sink) {
        this.sink = sink;
    }

    static boolean isRecord(Sample sample) {
        return sample.has("src", "dst") && sample.hasAny("netns_id", "runtime", "k8s", "proc");
    }

    @Override
    public void read(JsonParser json) throws IOException {
        source.clear();
        destination.clear();
        type = null;
        time = null;
        error = null;
        protocol = null;
        namespace = null;
        pod = null;
        ownerKind = null;
        owner = null;
        Json.fields(json, this::root);
        tell();
    }

    private void root(String name, JsonParser json) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(json);
            case "timestamp" -> time = Json.text(json);
            case "error" -> error = Json.text(json);
            case "src" -> Json.fields(json, (field, value) -> end(source, field, value));
            case "dst" -> Json.fields(json, (field, value) -> end(destination, field, value));
            case "k8s" -> Json.fields(json, this::traced);
            default -> json.skipChildren();
        }
    }

    private void end(End end, String name, JsonParser json) throws IOException {
        switch (name) {
            case "addr" -> end.address = Json.text(json);
            case "port" -> end.port = Json.port(json);
            case "proto" -> protocol = Json.text(json);
            case "k8s" ->
                Json.fields(json, (field, value) -> {
                    switch (field) {
                        case "kind" -> end.kind = Json.text(value);
                        case "namespace" -> end.namespace = Json.text(value);
                        case "name" -> end.name = Json.text(value);
                        default -> value.skipChildren();
                    }
                });
            default -> json.skipChildren();
        }
    }

    private void traced(String name, JsonParser json) throws IOException {
        switch (name) {
            case "namespace" -> namespace = Json.text(json);
            case "podName" -> pod = Json.text(json);
            case "owner" ->
                Json.fields(json, (field, value) -> {
                    switch (field) {
                        case "kind" -> ownerKind = Json.text(value);
                        case "name" -> owner = Json.text(value);
                        default -> value.skipChildren();
                    }
                });
            default -> json.skipChildren();
        }
    }

    private void tell() {
        if (type == null) {
            sink.passOver(PassedOver.OTHER_RECORDS);
            return;
        }
        switch (type) {
            case "connect" -> tell(tracedPod(), endpoint(destination), destination.port, Side.CLIENT);
            case "accept" -> accepted();
            default -> sink.passOver(PassedOver.OTHER_RECORDS);
        }
    }

    /** Tells of a connection that was taken; which end is the pod's own, only the names of pods tell. */
    private void accepted() {
        boolean isSource = isTraced(source);
        if (isSource == isTraced(destination)) {
            sink.passOver(PassedOver.UNDECIDED);
        } else {
            End own = isSource ? source : destination;
            tell(endpoint(isSource ? destination : source), tracedPod(), own.port, Side.SERVER);
        }
    }

    private boolean isTraced(End end) {
        return "pod".equals(end.kind)
                && end.name != null
                && end.name.equals(pod)
                && end.namespace != null
                && end.namespace.equals(namespace);
    }

    private void tell(@Nullable Endpoint client, @Nullable Endpoint server, int port, Side side) {
        Protocol transport = protocol == null ? Protocol.TCP : Texts.protocol(protocol);
        if (client == null || server == null) {
            sink.passOver(client == null ? PassedOver.NO_CLIENT : PassedOver.NO_SERVER);
        } else if (transport == null || port == 0) {
            sink.passOver(PassedOver.OTHER_PROTOCOL);
        } else {
            Instant at = Texts.time(time);
            sink.accept(new Sighting(
                    new Flow(
                            client,
                            server,
                            transport,
                            port,
                            error == null || error.equals("0") ? Verdict.ALLOWED : Verdict.UNANSWERED,
                            1,
                            at,
                            at),
                    side));
        }
    }

    private @Nullable Endpoint tracedPod() {
        if (namespace == null || pod == null) {
            return null;
        }
        return owner != null && ownerKind != null
                ? new Endpoint.Owned(namespace, ownerKind, owner)
                : new Endpoint.Pod(namespace, pod);
    }

    /** Returns the other end; that of a pod on the network of its node has no kind. */
    private static @Nullable Endpoint endpoint(End end) {
        if (end.namespace != null && end.name != null && end.kind != null) {
            switch (end.kind) {
                case "pod" -> {
                    return new Endpoint.Pod(end.namespace, end.name);
                }
                case "svc" -> {
                    return new Endpoint.Service(end.namespace, end.name);
                }
                default -> {}
            }
        }
        String address = Texts.address(end.address);
        return address == null ? null : new Endpoint.Address(address);
    }
}
