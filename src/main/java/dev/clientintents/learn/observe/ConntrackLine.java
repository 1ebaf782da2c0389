package dev.clientintents.learn.observe;

import dev.clientintents.model.Protocol;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One line of the kernel's connection tracking, as {@code /proc/net/nf_conntrack} and {@code conntrack -L} write it:
 *
 * <pre>{@code
 * ipv4     2 tcp      6 431999 ESTABLISHED src=C dst=V sport=c dport=80 src=S dst=C sport=8080 dport=c [ASSURED] use=1
 * }</pre>
 *
 * <p>The first addresses and ports are those of the packets as the client sent them, the second those of the answers as the
 * server sends them. So the client is the first {@code src}, and the server and its port are the second {@code src} and {@code
 * sport}, also where the client called a Service.
 *
 * <p>One object reads any number of lines and makes no garbage for a line. It is not safe for several threads.
 */
public final class ConntrackLine {

    /** What a line turned out to be. */
    public enum Kind {
        /** A connection of a protocol that policies can name; the accessors tell of it. */
        CONNECTION,
        /** An entry of another protocol, such as ICMP. */
        OTHER_PROTOCOL,
        /** No entry at all. */
        MALFORMED
    }

    private static final byte[] TCP = ascii("tcp");
    private static final byte[] UDP = ascii("udp");
    private static final byte[] SCTP = ascii("sctp");
    private static final byte[] IPV4 = ascii("ipv4");
    private static final byte[] IPV6 = ascii("ipv6");
    private static final byte[] SOURCE = ascii("src=");
    private static final byte[] DESTINATION = ascii("dst=");
    private static final byte[] SOURCE_PORT = ascii("sport=");
    private static final byte[] DESTINATION_PORT = ascii("dport=");
    private static final byte[] UNREPLIED = ascii("[UNREPLIED]");

    private static final int TUPLES = 2;
    private static final int ORIGINAL = 0;
    private static final int REPLY = 1;
    private static final int MAX_PORT = 65_535;

    private byte[] line = {};
    private int next;
    private int end;
    private int start;
    private int stop;

    private @Nullable Protocol protocol;
    private int protocolNumber;
    private long secondsLeft;
    private boolean answered;
    private final AddressBits[] sources = {new AddressBits(), new AddressBits()};
    private final AddressBits[] destinations = {new AddressBits(), new AddressBits()};
    private final int[] sourcePorts = new int[TUPLES];
    private final int[] destinationPorts = new int[TUPLES];

    /** Reads a line that has the bytes for itself. */
    public Kind read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    /**
     * Reads a line. What the accessors told of another line is gone.
     *
     * @param bytes where the line is
     * @param from where it begins
     * @param to where it ends, without the end of line
     */
    public Kind read(byte[] bytes, int from, int to) {
        line = bytes;
        next = from;
        end = to;
        protocol = null;
        answered = true;
        secondsLeft = -1;
        if (!token()) {
            return Kind.MALFORMED;
        }
        if (is(IPV4) || is(IPV6)) {
            token(); // the number of the family
            token();
        }
        protocol = is(TCP) ? Protocol.TCP : is(UDP) ? Protocol.UDP : is(SCTP) ? Protocol.SCTP : null;
        protocolNumber = token() ? (int) number() : -1;
        if (protocolNumber < 0) {
            return Kind.MALFORMED;
        }
        if (protocol == null) {
            return Kind.OTHER_PROTOCOL;
        }
        return readTuples() ? Kind.CONNECTION : Kind.MALFORMED;
    }

    private boolean readTuples() {
        sourcePorts[ORIGINAL] = -1;
        sourcePorts[REPLY] = -1;
        destinationPorts[ORIGINAL] = -1;
        destinationPorts[REPLY] = -1;
        int tuple = -1;
        while (token()) {
            if (begins(SOURCE)) {
                tuple++;
                if (tuple == TUPLES || !sources[tuple].read(line, start + SOURCE.length, stop)) {
                    return false;
                }
            } else if (begins(DESTINATION)) {
                if (tuple < 0 || !destinations[tuple].read(line, start + DESTINATION.length, stop)) {
                    return false;
                }
            } else if (begins(SOURCE_PORT)) {
                if (tuple < 0 || !port(sourcePorts, tuple, SOURCE_PORT.length)) {
                    return false;
                }
            } else if (begins(DESTINATION_PORT)) {
                if (tuple < 0 || !port(destinationPorts, tuple, DESTINATION_PORT.length)) {
                    return false;
                }
            } else if (is(UNREPLIED)) {
                answered = false;
            } else if (tuple < 0 && secondsLeft < 0) {
                secondsLeft = number();
            }
        }
        return tuple == REPLY
                && sourcePorts[REPLY] >= 0
                && destinationPorts[ORIGINAL] >= 0
                && sourcePorts[ORIGINAL] >= 0;
    }

    /** Returns the protocol of the connection that was read. */
    public Protocol protocol() {
        if (protocol == null) {
            throw new IllegalStateException("the line that was read is no connection");
        }
        return protocol;
    }

    /** Returns who opened it; the object holds it until the next line is read. */
    public AddressBits client() {
        return sources[ORIGINAL];
    }

    /** Returns who answers, or is to answer: a pod, where the client called its Service; until the next line is read. */
    public AddressBits server() {
        return sources[REPLY];
    }

    /** Returns the port of the server, not that of its Service. */
    public int serverPort() {
        return sourcePorts[REPLY];
    }

    /** Returns what the client called, which may be the address of a Service; until the next line is read. */
    public AddressBits called() {
        return destinations[ORIGINAL];
    }

    /** Returns the port that the client called, which may be that of a Service. */
    public int calledPort() {
        return destinationPorts[ORIGINAL];
    }

    /** Returns the port that the client called from. */
    public int clientPort() {
        return sourcePorts[ORIGINAL];
    }

    /** Returns whether a packet of the server was seen. */
    public boolean answered() {
        return answered;
    }

    /**
     * Returns after how many seconds without a packet the kernel forgets the connection; -1 where the line does not tell, as for
     * connections whose packets pass it by.
     */
    public long secondsLeft() {
        return secondsLeft;
    }

    /**
     * Returns a number that is the same for the same connection in each reading, and another one for another connection, save by a
     * chance of one in 2<sup>64</sup>. Who can choose ports and addresses can find two that are equal, and hides one of their own
     * connections with it.
     */
    public long fingerprint() {
        long mixed = mix(protocolNumber, client().high());
        mixed = mix(mixed, client().low());
        mixed = mix(mixed, called().high());
        mixed = mix(mixed, called().low());
        return mix(mixed, ((long) clientPort() << 16) | calledPort());
    }

    private static long mix(long one, long other) {
        long mixed = (one ^ other) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return mixed ^ (mixed >>> 29);
    }

    /** Moves on to the next word; false at the end of the line. */
    private boolean token() {
        while (next < end && line[next] <= ' ') {
            next++;
        }
        start = next;
        while (next < end && line[next] > ' ') {
            next++;
        }
        stop = next;
        return start < stop;
    }

    private boolean is(byte[] word) {
        return stop - start == word.length && begins(word);
    }

    private boolean begins(byte[] word) {
        if (stop - start < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (line[start + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean port(int[] ports, int tuple, int prefix) {
        start += prefix;
        long port = number();
        ports[tuple] = (int) port;
        return port >= 0 && port <= MAX_PORT;
    }

    /** Returns the word as a number; -1 where it is none, or is longer than a number of seconds. */
    private long number() {
        if (start == stop || stop - start > 10) {
            return -1;
        }
        long number = 0;
        for (int i = start; i < stop; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
