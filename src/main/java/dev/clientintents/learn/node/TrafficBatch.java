package dev.clientintents.learn.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.clientintents.learn.observe.AddressBits;
import dev.clientintents.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the agent of a node tells the operator at once, as lines of ASCII:
 *
 * <pre>{@code
 * client-intents-traffic 1
 * node worker-1
 * local 192.0.2.7
 * lost 12
 * scan 10.0.1.9 400 50 2
 * TCP 10.0.1.7 10.0.2.9 8080 answered 3 51 2
 * }</pre>
 *
 * <p>Times are seconds ago, so that the clocks of nodes do not matter.
 *
 * @param node the name of the node
 * @param blind whether the node has no file of connections, so that nothing can be told of it
 * @param local the node's own addresses
 * @param records the connections
 * @param scans who called so much that it is not told what
 * @param lost how many connections there was no room for
 */
public record TrafficBatch(
        String node, boolean blind, Set<String> local, List<TrafficRecord> records, List<ScanRecord> scans, long lost) {

    /** How many bytes a batch has at most. */
    public static final int MOST_BYTES = 2 * 1024 * 1024;

    private static final String HEAD = "client-intents-traffic 1";
    private static final String MANY = "*";
    private static final int MOST_LOCAL = 1_000;

    public TrafficBatch {
        local = Set.copyOf(local);
        records = List.copyOf(records);
        scans = List.copyOf(scans);
    }

    /** Returns what the agent of a node tells whose kernel has no file of connections. */
    public static TrafficBatch blind(String node) {
        return new TrafficBatch(node, true, Set.of(), List.of(), List.of(), 0);
    }

    /** Returns the same with some of its records. */
    public TrafficBatch with(List<TrafficRecord> some) {
        return new TrafficBatch(node, blind, local, some, scans, lost);
    }

    /** Returns the same of the same node without what is no record: for more records, when the rest was taken. */
    public TrafficBatch withoutScans() {
        return new TrafficBatch(node, blind, local, records, List.of(), 0);
    }

    /** Returns the text. */
    public byte[] text() {
        var text = new StringBuilder(64 * (records.size() + 8));
        text.append(HEAD).append("\nnode ").append(node).append('\n');
        if (blind) {
            text.append("blind\n");
        }
        new TreeSet<>(local)
                .stream()
                        .limit(MOST_LOCAL)
                        .forEach(it -> text.append("local ").append(it).append('\n'));
        if (lost > 0) {
            text.append("lost ").append(lost).append('\n');
        }
        for (ScanRecord it : scans) {
            text.append("scan ").append(it.client()).append(' ').append(it.targets());
            text.append(' ')
                    .append(it.firstAge())
                    .append(' ')
                    .append(it.lastAge())
                    .append('\n');
        }
        for (TrafficRecord it : records) {
            text.append(it.protocol()).append(' ');
            text.append(it.client() == null ? MANY : it.client()).append(' ');
            text.append(it.server()).append(' ').append(it.port());
            text.append(it.answered() ? " answered " : " unanswered ").append(it.count());
            text.append(' ')
                    .append(it.firstAge())
                    .append(' ')
                    .append(it.lastAge())
                    .append('\n');
        }
        return text.toString().getBytes(US_ASCII);
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException that says what is wrong with it, where it is none that an agent of this version writes
     */
    public static TrafficBatch read(byte[] text) {
        String[] lines = new String(text, US_ASCII).split("\n", -1);
        if (!lines[0].equals(HEAD)) {
            throw new IllegalArgumentException(
                    "the first line is not \"" + HEAD + "\"; is the agent of another version?");
        }
        String node = "";
        boolean blind = false;
        long lost = 0;
        var local = new TreeSet<String>();
        var records = new ArrayList<TrafficRecord>();
        var scans = new ArrayList<ScanRecord>();
        for (int i = 1; i < lines.length; i++) {
            if (lines[i].isEmpty()) {
                continue;
            }
            try {
                String[] words = lines[i].split(" ", -1);
                switch (words[0]) {
                    case "node" -> node = name(words[1]);
                    case "blind" -> blind = true;
                    case "local" -> local.add(address(words[1]));
                    case "lost" -> lost = number(words[1], Long.MAX_VALUE);
                    case "scan" -> scans.add(scan(words));
                    default -> records.add(record(words));
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("line " + (i + 1) + " is not valid", e);
            }
        }
        return new TrafficBatch(node, blind, local, records, scans, lost);
    }

    private static ScanRecord scan(String[] words) {
        return new ScanRecord(
                address(words[1]), (int) number(words[2], Integer.MAX_VALUE), age(words[3]), age(words[4]));
    }

    private static TrafficRecord record(String[] words) {
        boolean answered = words[4].equals("answered");
        if (!answered && !words[4].equals("unanswered")) {
            throw new IllegalArgumentException("neither answered nor unanswered");
        }
        return new TrafficRecord(
                words[1].equals(MANY) ? null : address(words[1]),
                address(words[2]),
                Protocol.valueOf(words[0]),
                (int) number(words[3], 65_535),
                answered,
                number(words[5], Integer.MAX_VALUE),
                age(words[6]),
                age(words[7]));
    }

    /** The name of a node is a DNS name. */
    private static String name(String text) {
        if (text.length() > 253 || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("not a name");
        }
        return text;
    }

    private static String address(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        var address = new AddressBits();
        if (!address.read(bytes, 0, bytes.length)) {
            throw new IllegalArgumentException("not an address");
        }
        return address.toString();
    }

    private static long age(String text) {
        return number(text, Integer.MAX_VALUE);
    }

    private static long number(String text, long most) {
        long number = Long.parseLong(text);
        if (number < 0 || number > most) {
            throw new IllegalArgumentException("not a number from 0 to " + most);
        }
        return number;
    }
}
