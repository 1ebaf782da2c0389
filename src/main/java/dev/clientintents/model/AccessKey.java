package dev.clientintents.model;

/**
 * The label key that stands for "may consume this server (on this port)". A client's pods carry it with the value
 * {@value #VALUE}; the server's policy admits the pods that carry it.
 *
 * <p>The name part of the key is
 *
 * <pre>
 * consumes-{server}.{namespace}               any workload of that name
 * consumes-{kind}_{server}.{namespace}        a workload of that kind, or a Service
 * ..._{port}                                  one number, one name: 8443, http
 * ..._{first}_{last}                          a range: 9000_9010
 * ..._{protocol}_...                          for other protocols than TCP: udp_53
 * </pre>
 *
 * <p>It is injective: {@code _} occurs in no object name, a namespace has no dot, a kind neither, and a token that
 * stands alone is a name where one that precedes another is a protocol. A name part over 63 characters ends in a digest
 * of the whole.
 *
 * @param label the whole label key, prefix included
 */
public record AccessKey(String label) implements Comparable<AccessKey> {

    /** The value of every access key. */
    public static final String VALUE = "true";

    private static final String HEAD = "consumes-";

    /** Returns the key for all ports of a server. */
    public static AccessKey of(ServerId server) {
        return key(serverPart(server));
    }

    /** Returns the key for one entry of an intent's ports. */
    public static AccessKey of(ServerId server, PortRange ports) {
        return key(serverPart(server) + portPart(ports));
    }

    private static AccessKey key(String name) {
        return new AccessKey(Labels.PREFIX + BoundedName.label(name));
    }

    private static String serverPart(ServerId server) {
        String kind = server.kind() == null ? "" : KebabKind.of(server.kind()) + "_";
        return HEAD + kind + server.name() + "." + server.namespace();
    }

    private static String portPart(PortRange ports) {
        String protocol = switch (ports.protocol()) {
            case TCP -> "";
            case UDP -> "_udp";
            case SCTP -> "_sctp";
        };
        return protocol + "_" + portToken(ports);
    }

    private static String portToken(PortRange ports) {
        if (ports instanceof PortRange.Numbered range) {
            return range.first() == range.last() ? Integer.toString(range.first()) : range.first() + "_" + range.last();
        }
        return ((PortRange.Named) ports).name();
    }

    @Override
    public int compareTo(AccessKey other) {
        return label.compareTo(other.label);
    }

    @Override
    public String toString() {
        return label;
    }
}
