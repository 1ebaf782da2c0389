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
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of the agent of the VPC CNI, in all of its ways: as a text with or without colons, as fields of the line, as older
 * versions do, and as lines of CloudWatch, whatever stands around them.
 *
 * @see <a href="https://github.com/aws/aws-network-policy-agent">aws-network-policy-agent</a>
 */
final class AwsAgentLog extends TextFormat {

    static final Pattern RECORD = Pattern.compile("Flow Info:|Node: [^;]*;SIP: ");

    private static final String TO_VALUE = "(?:\":\"?|:? )";
    private static final String TO_NAME = "(?:,\"|\",\"|,? )";

    private static final Pattern TEXT = Pattern.compile("Src IP" + TO_VALUE + "([0-9a-fA-F.:]++)" + TO_NAME + "Src Port"
            + TO_VALUE + "\\d++" + TO_NAME + "Dest IP" + TO_VALUE + "([0-9a-fA-F.:]++)" + TO_NAME + "Dest Port"
            + TO_VALUE
            + "(\\d++)" + TO_NAME + "Proto" + TO_VALUE + "(\\w++)" + TO_NAME + "Verdict" + TO_VALUE + "([A-Z/]++)"
            + "(?:" + TO_NAME + "Direction" + TO_VALUE + "(\\w++))?(?:" + TO_NAME + "Tier" + TO_VALUE + "(\\w++))?");

    private static final Pattern CLOUD_WATCH =
            Pattern.compile("Node: [^;]*+;SIP: ([0-9a-fA-F.:]++);SPORT: \\d++;DIP: ([0-9a-fA-F.:]++);DPORT: (\\d++);"
                    + "PROTOCOL: (\\w++);PolicyVerdict: ([A-Z/]++)(?:;Direction: (\\w++))?(?:;Tier: (\\w++))?");

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[^\"\\s,]*+");

    AwsAgentLog(FlowSink sink) {
        super(sink);
    }

    @Override
    void read(String line) {
        if (!RECORD.matcher(line).find()) {
            sink.passOver(PassedOver.OTHER_RECORDS);
            return;
        }
        Matcher text = TEXT.matcher(line);
        Matcher found = text.find() ? text : CLOUD_WATCH.matcher(line);
        if (found == text || found.find()) {
            tell(found, line);
        } else {
            sink.passOver(PassedOver.BROKEN);
        }
    }

    private void tell(Matcher found, String line) {
        String client = Texts.address(found.group(1));
        String server = Texts.address(found.group(2));
        int port = Texts.port(Texts.number(found.group(3)));
        Protocol protocol = Texts.protocol(found.group(4));
        Verdict verdict = verdict(found.group(5), found.group(7));
        if (client == null || server == null) {
            sink.passOver(PassedOver.BROKEN);
        } else if (protocol == null || port == 0) {
            sink.passOver(PassedOver.OTHER_PROTOCOL);
        } else if (verdict == null) {
            sink.passOver(PassedOver.NO_VERDICT);
        } else {
            Matcher time = TIME.matcher(line);
            Instant at = time.find() ? Texts.time(time.group()) : null;
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
                    side(found.group(6))));
        }
    }

    private static Side side(@Nullable String direction) {
        return switch (direction == null ? "" : direction.toLowerCase(Locale.ROOT)) {
            case "ingress" -> Side.SERVER;
            case "egress" -> Side.CLIENT;
            default -> Side.EITHER;
        };
    }

    /** Returns whether it came through; null where the line does not tell, or tells of a connection that ended. */
    private static @Nullable Verdict verdict(String text, @Nullable String tier) {
        return switch (text) {
            case "ACCEPT" -> Verdict.ALLOWED;
            // the agent itself failed
            case "DENY" -> "ERROR".equals(tier) ? Verdict.UNANSWERED : Verdict.DENIED;
            default -> null;
        };
    }
}
