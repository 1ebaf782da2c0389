package dev.clientintents.model;

import java.util.Optional;

/**
 * The names of the operator's policies.
 *
 * <pre>
 * consumers-of-{server}            the server policy of any workload of that name
 * consumers-of.{kind}.{server}     that of a workload of a kind, or of a Service: consumers-of.service.metrics
 * consumers-of.0{digest}.{head}    either, where the name would be longer than 63 characters
 * egress-of…                       the same three forms, for what closes the way out of a client
 * hosts-of…                        the same three forms, for what a network plugin is told that the client reaches by name
 * </pre>
 *
 * <p>The three forms never meet, because a kind has no dot and begins with a letter. An object's name may have 253
 * characters, but network plugins write a policy's name into label values and names of their own, which end at 63.
 * Earlier versions made use of all 253; what they wrote is followed over to the name that the server has now.
 */
public final class PolicyName {

    /** The policy that denies what no other policy of its namespace allows. */
    public static final String DEFAULT_DENY = "default-deny-ingress";

    private static final String HEAD = "consumers-of";
    private static final String EGRESS_HEAD = "egress-of";
    private static final String HOSTS_HEAD = "hosts-of";
    private static final int LIMIT = 63;
    private static final int EARLIER_LIMIT = 253;

    private PolicyName() {}

    /** Returns the name of the server's policy, in the server's namespace. */
    public static String of(ServerId server) {
        return within(LIMIT, HEAD, server, full(HEAD, server));
    }

    /** Returns the name of the policy that closes a client's way out, in the client's namespace. */
    public static String ofEgress(ClientId client) {
        return ofClient(EGRESS_HEAD, client);
    }

    /** Returns the name of the policy of a network plugin with the hosts that a client reaches by name. */
    public static String ofHosts(ClientId client) {
        return ofClient(HOSTS_HEAD, client);
    }

    private static String ofClient(String head, ClientId client) {
        ServerId workload = client.asWorkload();
        return within(LIMIT, head, workload, full(head, workload));
    }

    /** Returns the name that an earlier version gave the server's policy; empty where it is the same. */
    public static Optional<String> earlier(ServerId server) {
        String full = full(HEAD, server);
        return full.length() <= LIMIT
                ? Optional.empty()
                : Optional.of(within(EARLIER_LIMIT, HEAD, server, full))
                        .filter(name -> !name.equals(within(LIMIT, HEAD, server, full)));
    }

    /** Returns whether the server's policy has that name, or had it in an earlier version. */
    public static boolean isOf(ServerId server, String name) {
        return name.equals(of(server)) || earlier(server).filter(name::equals).isPresent();
    }

    /** Returns whether a policy of this name could be the operator's. */
    public static boolean isOurs(String name) {
        return name.startsWith(HEAD) || name.startsWith(EGRESS_HEAD) || name.equals(DEFAULT_DENY);
    }

    /** Returns whether a policy of this name could be one of those with hosts. */
    public static boolean isOfHosts(String name) {
        return name.startsWith(HOSTS_HEAD);
    }

    private static String full(String prefix, ServerId server) {
        return server.kind() == null
                ? prefix + "-" + server.name()
                : prefix + "." + KebabKind.of(server.kind()) + "." + server.name();
    }

    private static String within(int limit, String prefix, ServerId server, String full) {
        if (full.length() <= limit) {
            return full;
        }
        String start = prefix + ".0" + BoundedName.digest(full) + ".";
        String head = server.name().substring(0, Math.min(server.name().length(), limit - start.length()));
        return start + withoutTrailingSeparators(head);
    }

    private static String withoutTrailingSeparators(String name) {
        int end = name.length();
        while (!Character.isLetterOrDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }
}
