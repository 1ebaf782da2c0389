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
 * Reads flows of Hubble, as {@code hubble observe -o jsonpb} and Cilium's exporter write them, and, without their envelope, older
 * clients. Zero values are left out, so that a flow without {@code is_reply} may be a reply or not.
 *
 * @see <a href="https://github.com/cilium/cilium/blob/main/api/v1/flow/flow.proto">flow.proto</a>
 */
final class HubbleFlows implements JsonFormat {

    private static final int POLICY_VERDICT = 5;
    private static final int DENIED = 133;
    private static final int DENIED_BY_A_RULE = 181;

    private final FlowSink sink;
    private final RecentIds ids = new RecentIds();
    private final HubbleEnd source = new HubbleEnd();
    private final HubbleEnd destination = new HubbleEnd();
    private final Json.Field inRoot = this::root;
    private final Json.Field inFlow = this::flow;
    private final Json.Field inIp = this::ip;
    private final Json.Field inL4 = this::l4;
    private final Json.Field inTransport = this::transport;
    private final Json.Field inFlags = this::flag;
    private final Json.Field inEvent = this::event;
    private final Json.Field inAggregate = this::aggregate;

    private boolean isFlow;
    private boolean isOther;
    private long lost;
    private @Nullable String node;
    private @Nullable String time;
    private @Nullable String uuid;
    private @Nullable String type;
    private @Nullable String verdict;
    private @Nullable String dropReason;
    private long dropNumber;
    private @Nullable Protocol protocol;
    private boolean hasPorts;
    private int sourcePort;
    private int destinationPort;
    private boolean syn;
    private boolean ack;
    private @Nullable Boolean isReply;
    private @Nullable String direction;
    private long eventType;
    private long seenAtServer;
    private long seenAtClient;
    private long seenAnywhere;

    HubbleFlows(FlowSink sink) {
        this.sink = sink;
    }

    static boolean isRecord(Sample sample) {
        return (sample.has("flow") && !sample.hasAny("flow.Key", "flow.key"))
                || sample.hasAny("lost_events", "node_status", "agent_event", "debug_event")
                || (sample.hasAny("is_reply", "event_type", "traffic_direction", "verdict")
                        && sample.hasAny("IP", "l4", "source", "destination"));
    }

    @Override
    public void read(JsonParser json) throws IOException {
        clear();
        Json.fields(json, inRoot);
        if (lost > 0) {
            sink.passOver(PassedOver.LOST, lost);
        } else if (isOther || !isFlow) {
            sink.passOver(PassedOver.OTHER_RECORDS);
        } else {
            tell();
        }
    }

    private void clear() {
        isFlow = false;
        isOther = false;
        lost = 0;
        node = null;
        time = null;
        uuid = null;
        type = null;
        verdict = null;
        dropReason = null;
        dropNumber = 0;
        protocol = null;
        hasPorts = false;
        sourcePort = 0;
        destinationPort = 0;
        syn = false;
        ack = false;
        isReply = null;
        direction = null;
        eventType = 0;
        seenAtServer = 0;
        seenAtClient = 0;
        seenAnywhere = 0;
        source.clear();
        destination.clear();
    }

    private void root(String name, JsonParser json) throws IOException {
        switch (name) {
            case "flow" -> {
                isFlow = true;
                Json.fields(json, inFlow);
            }
            case "lost_events" -> {
                lost = 1;
                Json.fields(json, this::lostEvents);
            }
            case "node_status", "agent_event", "debug_event" -> {
                isOther = true;
                json.skipChildren();
            }
            default -> flow(name, json);
        }
    }

    private void lostEvents(String name, JsonParser json) throws IOException {
        if (name.equals("num_events_lost")) {
            lost = Math.max(1, Json.number(json));
        } else {
            json.skipChildren();
        }
    }

    private void flow(String name, JsonParser json) throws IOException {
        switch (name) {
            case "time" -> time = Json.text(json);
            case "uuid" -> uuid = Json.text(json);
            case "node_name" -> node = Json.text(json);
            case "Type" -> type = Json.text(json);
            case "verdict" -> {
                isFlow = true;
                verdict = Json.text(json);
            }
            case "drop_reason_desc" -> dropReason = Json.text(json);
            case "drop_reason" -> dropNumber = Json.number(json);
            case "IP" -> Json.fields(json, inIp);
            case "l4" -> Json.fields(json, inL4);
            case "source" -> {
                isFlow = true;
                source.read(json);
            }
            case "destination" -> {
                isFlow = true;
                destination.read(json);
            }
            case "source_names" -> source.readNames(json);
            case "destination_names" -> destination.readNames(json);
            case "destination_service" -> destination.readService(json);
            case "is_reply" -> isReply = Json.truth(json);
            case "reply" -> {
                // it does not tell false from unknown
                if (Boolean.TRUE.equals(Json.truth(json)) && isReply == null) {
                    isReply = true;
                }
            }
            case "traffic_direction" -> direction = Json.text(json);
            case "event_type" -> Json.fields(json, inEvent);
            case "aggregate" -> Json.fields(json, inAggregate);
            default -> json.skipChildren();
        }
    }

    private void ip(String name, JsonParser json) throws IOException {
        switch (name) {
            case "source" -> source.address(Json.text(json));
            case "destination" -> destination.address(Json.text(json));
            default -> json.skipChildren();
        }
    }

    private void l4(String name, JsonParser json) throws IOException {
        protocol = Texts.protocol(name);
        hasPorts = protocol != null;
        Json.fields(json, inTransport);
    }

    private void transport(String name, JsonParser json) throws IOException {
        switch (name) {
            case "source_port" -> sourcePort = Json.port(json);
            case "destination_port" -> destinationPort = Json.port(json);
            case "flags" -> Json.fields(json, inFlags);
            default -> json.skipChildren();
        }
    }

    private void flag(String name, JsonParser json) throws IOException {
        boolean set = Boolean.TRUE.equals(Json.truth(json));
        switch (name) {
            case "SYN" -> syn = set;
            case "ACK" -> ack = set;
            default -> {}
        }
    }

    private void event(String name, JsonParser json) throws IOException {
        if (name.equals("type")) {
            eventType = Json.number(json);
        } else {
            json.skipChildren();
        }
    }

    private void aggregate(String name, JsonParser json) throws IOException {
        switch (name) {
            case "ingress_flow_count" -> seenAtServer = Json.number(json);
            case "egress_flow_count" -> seenAtClient = Json.number(json);
            case "unknown_direction_flow_count" -> seenAnywhere = Json.number(json);
            default -> json.skipChildren();
        }
    }

    private void tell() {
        if (uuid != null && ids.contains(uuid)) {
            sink.passOver(PassedOver.DUPLICATE);
            return;
        }
        PassedOver why = why();
        if (why != null) {
            sink.passOver(why);
            return;
        }
        String local = localCluster();
        Endpoint client = source.endpoint(local);
        Endpoint server = destination.endpoint(local);
        Verdict came = cameThrough();
        if (client == null || server == null || came == null) {
            sink.passOver(
                    client == null
                            ? PassedOver.NO_CLIENT
                            : server == null ? PassedOver.NO_SERVER : PassedOver.NO_VERDICT);
            return;
        }
        int replyPort = isCertain(came) ? 0 : sourcePort;
        if (replyPort == 0 && !isCertain(came)) {
            sink.passOver(PassedOver.UNDECIDED);
            return;
        }
        tell(client, server, came, replyPort);
    }

    private void tell(Endpoint client, Endpoint server, Verdict came, int replyPort) {
        if (seenAtServer <= 0 && seenAtClient <= 0 && seenAnywhere <= 0) {
            tell(client, server, came, replyPort, 1, side());
            return;
        }
        tell(client, server, came, replyPort, seenAtServer, Side.SERVER);
        tell(client, server, came, replyPort, seenAtClient, Side.CLIENT);
        tell(client, server, came, replyPort, seenAnywhere, Side.EITHER);
    }

    private void tell(Endpoint client, Endpoint server, Verdict came, int replyPort, long count, Side side) {
        if (count > 0) {
            Instant at = Texts.time(time);
            sink.accept(new Sighting(
                    new Flow(client, server, protocol, destinationPort, came, count, at, at), side, replyPort));
        }
    }

    private @Nullable PassedOver why() {
        if ("SOCK".equals(type) || "TRANSLATED".equals(verdict)) {
            return PassedOver.TRANSLATION;
        }
        if ("L7".equals(type)) {
            return PassedOver.REQUEST;
        }
        if (!hasPorts || destinationPort == 0) {
            return PassedOver.OTHER_PROTOCOL;
        }
        if (source.isHealthCheck() || destination.isHealthCheck()) {
            return PassedOver.HEALTH;
        }
        return Boolean.TRUE.equals(isReply) || (isReply == null && syn && ack) ? PassedOver.REPLY : null;
    }

    /** Returns whether it came through; null where the flow does not tell. */
    private @Nullable Verdict cameThrough() {
        if (verdict == null) {
            return null;
        }
        return switch (verdict) {
            // what audits let through would be denied, but is not
            case "FORWARDED", "REDIRECTED", "AUDIT" -> Verdict.ALLOWED;
            case "DROPPED" -> isDroppedByPolicy() ? Verdict.DENIED : Verdict.UNANSWERED;
            case "ERROR" -> Verdict.UNANSWERED;
            default -> null;
        };
    }

    private boolean isDroppedByPolicy() {
        return dropReason == null
                ? dropNumber == DENIED || dropNumber == DENIED_BY_A_RULE
                : dropReason.startsWith("POLICY_DEN");
    }

    /** Returns whether the flow is in the direction in which the connection was opened. */
    private boolean isCertain(Verdict came) {
        return isReply != null
                || eventType == POLICY_VERDICT
                || came == Verdict.DENIED
                || (protocol == Protocol.TCP && syn && !ack);
    }

    private Side side() {
        if (direction == null) {
            return Side.EITHER;
        }
        return switch (direction) {
            case "INGRESS" -> Side.SERVER;
            case "EGRESS" -> Side.CLIENT;
            default -> Side.EITHER;
        };
    }

    /** Returns the cluster in which it was seen; null where it does not matter, or the flow does not tell. */
    private @Nullable String localCluster() {
        if (source.isOfClusterOf(destination)) {
            return null;
        }
        int slash = node == null ? -1 : node.indexOf('/');
        if (node != null && slash > 0) {
            return node.substring(0, slash);
        }
        return switch (side()) {
            case SERVER -> destination.cluster();
            case CLIENT -> source.cluster();
            case EITHER -> null;
        };
    }
}
