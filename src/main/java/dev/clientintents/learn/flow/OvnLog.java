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
 * Reads the log of access control lists of OVN-Kubernetes, {@code /var/log/ovn/acl-audit-log.log}.
 *
 * @see <a href="https://ovn-kubernetes.io/observability/">Observability in OVN-Kubernetes</a>
 */
final class OvnLog extends TextFormat {

    static final Pattern RECORD = Pattern.compile("\\|acl_log\\(");

    private static final Pattern FIELDS = Pattern.compile(
            "verdict=(\\w++)[^:]*?direction=((?:to|from)-lport)\\b(?: \\(after LB\\))?: *+(\\w++)(.*+)",
            Pattern.DOTALL);
    private static final Pattern SOURCE = Pattern.compile("\\b(?:nw_src|ipv6_src)=([0-9a-fA-F.:]++)");
    private static final Pattern DESTINATION = Pattern.compile("\\b(?:nw_dst|ipv6_dst)=([0-9a-fA-F.:]++)");
    private static final Pattern PORT = Pattern.compile("\\btp_dst=(\\d++)");
    private static final Pattern FLAGS = Pattern.compile("\\btcp_flags=([a-z|]++)");

    OvnLog(FlowSink sink) {
        super(sink);
    }

    @Override
    void read(String line) {
        Matcher record = RECORD.matcher(line);
        if (!record.find()) {
            sink.passOver(PassedOver.OTHER_RECORDS);
            return;
        }
        Matcher fields = FIELDS.matcher(line);
        if (!fields.find()) {
            sink.passOver(PassedOver.BROKEN);
            return;
        }
        Protocol protocol = Texts.protocol(fields.group(3));
        if (protocol == null) {
            sink.passOver(PassedOver.OTHER_PROTOCOL);
            return;
        }
        String packet = fields.group(4);
        String client = Texts.address(first(SOURCE, packet));
        String server = Texts.address(first(DESTINATION, packet));
        String number = first(PORT, packet);
        int port = number == null ? 0 : Texts.port(Texts.number(number));
        Verdict verdict = verdict(fields.group(1));
        if (client == null || server == null || port == 0) {
            sink.passOver(PassedOver.BROKEN);
        } else if ("syn|ack".equals(first(FLAGS, packet))) {
            sink.passOver(PassedOver.REPLY);
        } else if (verdict == null) {
            sink.passOver(PassedOver.NO_VERDICT);
        } else {
            int bar = line.indexOf('|');
            Instant at = Texts.time(line.substring(Math.max(0, bar - 24), Math.max(0, bar)));
            sink.accept(new Sighting(
                    new Flow(
                            new Endpoint.Address(client),
                            new Endpoint.Address(server),
                            protocol,
                            port,
                            verdict,
                            1,
                            at,
                            at),
                    fields.group(2).equals("to-lport") ? Side.SERVER : Side.CLIENT));
        }
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static @Nullable Verdict verdict(String text) {
        return switch (text) {
            case "allow", "allow-related", "allow-stateless" -> Verdict.ALLOWED;
            case "drop", "reject" -> Verdict.DENIED;
            default -> null;
        };
    }
}
