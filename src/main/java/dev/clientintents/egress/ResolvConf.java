package dev.clientintents.egress;

import dev.clientintents.reach.IpRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the file by which a pod is told where names are resolved, {@code /etc/resolv.conf}. That of a pod on the node's
 * network is the node's own, unless its DNS policy is {@code ClusterFirstWithHostNet}.
 */
public final class ResolvConf {

    private static final String KEYWORD = "nameserver";

    private ResolvConf() {}

    /**
     * Returns the addresses of the name servers, in their order; possibly empty. Those that mean the host itself, such as
     * {@code 127.0.0.53}, are left out: to a pod they are no name servers of the cluster.
     *
     * @param text the whole file
     * @see <a href="https://man7.org/linux/man-pages/man5/resolv.conf.5.html">resolv.conf(5)</a>
     */
    public static List<IpRange> nameServers(String text) {
        return text.lines().flatMap(ResolvConf::nameServer).distinct().toList();
    }

    private static Stream<IpRange> nameServer(String line) {
        // a line that begins with anything else, white space too, is no name server
        if (!line.startsWith(KEYWORD) || line.length() == KEYWORD.length()) {
            return Stream.empty();
        }
        String rest = line.substring(KEYWORD.length());
        if (!Character.isWhitespace(rest.charAt(0))) {
            return Stream.empty();
        }
        return firstWord(rest.strip()).flatMap(it -> HostAddress.parse(withoutZone(it))).stream();
    }

    private static Optional<String> firstWord(String text) {
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end == 0 ? Optional.empty() : Optional.of(text.substring(0, end));
    }

    /** Returns an address without the interface through which it is reached, as in {@code fe80::1%eth0}. */
    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
