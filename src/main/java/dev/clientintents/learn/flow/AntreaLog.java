package dev.clientintents.learn.flow;

import dev.clientintents.learn.observe.Endpoint;
import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Flow.Verdict;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Side;
import dev.clientintents.learn.observe.Sighting;
import dev.clientintents.model.Protocol;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of policies of Antrea, {@code /var/log/antrea/networkpolicy/np.log}, whose times have no zone and are taken for
 * UTC. One end stands as a pod, the other as an address.
 *
 * @see <a href="https://antrea.io/docs/main/docs/antrea-network-policy/">Antrea Network Policy</a>
 */
final class AntreaLog extends TextFormat {

    private static final String RULE = "\\s(Ingress|Egress)\\s+(Allow|Drop|Reject|Pass)\\s";

    static final Pattern RECORD = Pattern.compile("(?m)^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d.*" + RULE);

    private static final Pattern LINE = Pattern.compile(
            "^(\\d{4})/(\\d\\d)/(\\d\\d) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)\\s.*?" + RULE
                    + "+\\S+\\s+(\\S+)\\s+([0-9a-fA-F.:]+)\\s+(\\d+|<nil>)\\s+([0-9a-fA-F.:]+)\\s+(\\d+|<nil>)\\s+(\\w+)(.*)$");

    private static final Pattern REPEATED = Pattern.compile("\\[(\\d+) packets in ");

    AntreaLog(FlowSink sink) {
        super(sink);
    }

    @Override
    void read(String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            sink.passOver(PassedOver.BROKEN);
            return;
        }
        boolean ingress = line.group(5).equals("Ingress");
        Protocol protocol = Texts.protocol(line.group(12));
        int port = Texts.port(Texts.number(line.group(11)));
        Endpoint pod = pod(line.group(7));
        Endpoint client = ingress || pod == null ? address(line.group(8)) : pod;
        Endpoint server = ingress && pod != null ? pod : address(line.group(10));
        Verdict verdict = verdict(line.group(6));
        if (client == null || server == null) {
            sink.passOver(PassedOver.BROKEN);
        } else if (protocol == null || port == 0) {
            sink.passOver(PassedOver.OTHER_PROTOCOL);
        } else if (verdict == null) {
            sink.passOver(PassedOver.NO_VERDICT);
        } else {
            Instant at =
                    Texts.time(line.group(1) + "-" + line.group(2) + "-" + line.group(3) + "T" + line.group(4) + "Z");
            Matcher repeated = REPEATED.matcher(line.group(13));
            long count = repeated.find() ? Math.max(1, Texts.number(repeated.group(1))) : 1;
            sink.accept(new Sighting(
                    new Flow(client, server, protocol, port, verdict, count, at, at),
                    ingress ? Side.SERVER : Side.CLIENT));
        }
    }

    private static @Nullable Endpoint pod(String appliedTo) {
        int slash = appliedTo.indexOf('/');
        return slash <= 0 || slash == appliedTo.length() - 1
                ? null
                : new Endpoint.Pod(appliedTo.substring(0, slash), appliedTo.substring(slash + 1));
    }

    private static @Nullable Endpoint address(String text) {
        String address = Texts.address(text);
        return address == null ? null : new Endpoint.Address(address);
    }

    private static @Nullable Verdict verdict(String text) {
        return switch (text) {
            case "Allow" -> Verdict.ALLOWED;
            case "Drop", "Reject" -> Verdict.DENIED;
            default -> null;
        };
    }
}
