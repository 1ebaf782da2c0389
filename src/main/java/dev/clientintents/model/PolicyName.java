package dev.clientintents.model;

/**
 * The names of the operator's NetworkPolicies.
 *
 * <pre>
 * consumers-of-{server}            the server policy of any workload of that name
 * consumers-of.{kind}.{server}     that of a workload of a kind, or of a Service: consumers-of.service.metrics
 * consumers-of.0{digest}.{head}    either, where the name would be longer than 253 characters
 * </pre>
 *
 * <p>The three forms never meet, because a kind has no dot and begins with a letter.
 */
public final class PolicyName {

    /** The policy that denies what no other policy of its namespace allows. */
    public static final String DEFAULT_DENY = "default-deny-ingress";

    private static final String HEAD = "consumers-of";
    private static final int LIMIT = 253;

    private PolicyName() {}

    /** The name of the server's policy, in the server's namespace. */
    public static String of(ServerId server) {
        String full = server.kind() == null
                ? HEAD + "-" + server.name()
                : HEAD + "." + KebabKind.of(server.kind()) + "." + server.name();
        if (full.length() <= LIMIT) {
            return full;
        }
        String start = HEAD + ".0" + BoundedName.digest(full) + ".";
        String head = server.name().substring(0, Math.min(server.name().length(), LIMIT - start.length()));
        return start + withoutTrailingSeparators(head);
    }

    /** Whether a policy of this name could be the operator's. */
    public static boolean isOurs(String name) {
        return name.startsWith(HEAD) || name.equals(DEFAULT_DENY);
    }

    private static String withoutTrailingSeparators(String name) {
        int end = name.length();
        while (!Character.isLetterOrDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }
}
