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
 * Reads the log of kube-network-policies with {@code --logging-format=json -v=2}: a line for each first packet of a connection that
 * a policy admits or refuses.
 *
 * @see <a href="https://github.com/kubernetes-sigs/kube-network-policies">kube-network-policies</a>
 */
final class PacketLog implements JsonFormat {

    private final FlowSink sink;

    private boolean hasPacket;
    private @Nullable String message;
    private @Nullable Instant time;
    private @Nullable String client;
    private @Nullable String server;
    private @Nullable String protocol;
    private int port;

    PacketLog(FlowSink sink) {
        this.sink = sink;
    }

    static boolean isRecord(Sample sample) {
        return sample.has("packet", "msg");
    }

    @Override
    public void read(JsonParser json) throws IOException {
        hasPacket = false;
        message = null;
        time = null;
        client = null;
        server = null;
        protocol = null;
        port = 0;
        Json.fields(json, this::root);
        tell();
    }

    private void root(String name, JsonParser json) throws IOException {
        switch (name) {
            case "ts" -> time = time(json);
            case "msg" -> message = Json.text(json);
            case "packet" -> {
                hasPacket = true;
                Json.fields(json, this::packet);
            }
            default -> json.skipChildren();
        }
    }

    /** Returns the time of milliseconds since 1970, with a fraction, or of a text. */
    private static @Nullable Instant time(JsonParser json) throws IOException {
        if (json.currentToken().isNumeric()) {
            double millis = json.getDoubleValue();
            return millis > 0 && millis < 1e15 ? Instant.ofEpochMilli((long) millis) : null;
        }
        return Texts.time(Json.text(json));
    }

    private void packet(String name, JsonParser json) throws IOException {
        switch (name) {
            case "SrcIP" -> client = Json.text(json);
            case "DstIP" -> server = Json.text(json);
            case "Proto" -> protocol = Json.text(json);
            case "DstPort" -> port = Json.port(json);
            default -> json.skipChildren();
        }
    }

    private void tell() {
        if (message == null || !hasPacket || !message.startsWith("Packet ")) {
            sink.passOver(PassedOver.OTHER_RECORDS);
            return;
        }
        boolean denied = message.contains("denied");
        Protocol transport = Texts.protocol(protocol);
        String from = Texts.address(client);
        String to = Texts.address(server);
        if (!denied && !message.contains("accepted")) {
            sink.passOver(PassedOver.NO_VERDICT);
        } else if (transport == null || port == 0) {
            sink.passOver(PassedOver.OTHER_PROTOCOL);
        } else if (from == null || to == null) {
            sink.passOver(PassedOver.BROKEN);
        } else {
            sink.accept(new Sighting(
                    new Flow(
                            new Endpoint.Address(from),
                            new Endpoint.Address(to),
                            transport,
                            port,
                            denied ? Verdict.DENIED : Verdict.ALLOWED,
                            1,
                            time,
                            time),
                    Side.EITHER));
        }
    }
}
