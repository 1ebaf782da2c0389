package dev.clientintents.learn.flow;

import dev.clientintents.learn.observe.ConntrackLine;
import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Flow.Verdict;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Side;
import dev.clientintents.learn.observe.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Reads the kernel's connection tracking, as {@code conntrack -L} with and without {@code -o extended} and {@code
 * /proc/net/nf_conntrack} write it; of the events of {@code conntrack -E} those that tell of an end.
 */
final class ConntrackTable implements LineFormat {

    static final Pattern RECORD = Pattern.compile(
            "(?m)^\\s*+(?:\\[[^]]*+]\\s*+)*+(?:ipv[46]\\s++\\d++\\s++)?[a-z-]++\\d?+\\s++\\d++\\s.*\\bsrc=\\S++ dst=");

    private static final byte[] ENDED = "[DESTROY]".getBytes(StandardCharsets.US_ASCII);

    private final FlowSink sink;
    private final ConntrackLine line = new ConntrackLine();
    private final RecentAddresses addresses = new RecentAddresses();

    ConntrackTable(FlowSink sink) {
        this.sink = sink;
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int start = from;
        boolean isEvent = false;
        boolean ended = false;
        while (start < to && bytes[start] == '[') {
            int end = start;
            while (end < to && bytes[end] != ']') {
                end++;
            }
            // the first may be a time
            boolean isTime = start + 1 < to && bytes[start + 1] >= '0' && bytes[start + 1] <= '9';
            isEvent |= !isTime;
            ended |= begins(bytes, start, to);
            start = end + 1;
            while (start < to && bytes[start] <= ' ') {
                start++;
            }
        }
        if (isEvent && !ended) {
            sink.passOver(PassedOver.OTHER_RECORDS);
            return;
        }
        switch (line.read(bytes, Math.min(start, to), to)) {
            case CONNECTION -> tell();
            case OTHER_PROTOCOL -> sink.passOver(PassedOver.OTHER_PROTOCOL);
            case MALFORMED -> sink.passOver(PassedOver.BROKEN);
        }
    }

    private void tell() {
        sink.accept(new Sighting(
                new Flow(
                        addresses.of(line.client()),
                        addresses.of(line.server()),
                        line.protocol(),
                        line.serverPort(),
                        line.answered() ? Verdict.ALLOWED : Verdict.UNANSWERED,
                        1,
                        null,
                        null),
                Side.EITHER));
    }

    private static boolean begins(byte[] bytes, int from, int to) {
        if (to - from < ENDED.length) {
            return false;
        }
        for (int i = 0; i < ENDED.length; i++) {
            if (bytes[from + i] != ENDED[i]) {
                return false;
            }
        }
        return true;
    }
}
