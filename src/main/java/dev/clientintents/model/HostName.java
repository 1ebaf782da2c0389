package dev.clientintents.model;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The name of a host outside the cluster, or of all hosts below a domain.
 *
 * @param domain the name in lower case, of two labels at least
 * @param below whether hosts are meant whose names are one or more labels followed by this one, and not the host itself:
 *     {@code *.example.com} means {@code www.example.com} and {@code a.b.example.com}, but not {@code example.com}
 */
public record HostName(String domain, boolean below) implements Comparable<HostName> {

    private static final String ANY = "*.";
    private static final String CLUSTER = "cluster.local";
    private static final int LONGEST = 253;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,63}");

    /**
     * Reads a name, in which case does not count, and which may end with a dot.
     *
     * @throws IllegalArgumentException where it is not valid; the message says why and what to write
     */
    public static HostName parse(String text) {
        boolean below = text.startsWith(ANY);
        String rest = below ? text.substring(ANY.length()) : text;
        String name = rest.endsWith(".") ? rest.substring(0, rest.length() - 1) : rest;
        String[] labels = name.split("\\.", -1);
        boolean valid = name.length() <= LONGEST
                && labels.length > 1
                && Stream.of(labels).allMatch(it -> LABEL.matcher(it).matches())
                // four numbers would be an address
                && !NUMBER.matcher(labels[labels.length - 1]).matches();
        if (!valid) {
            throw new IllegalArgumentException(
                    "\"" + PlainText.oneLine(text)
                            + "\" is not a valid name of hosts; write one as api.example.com, or *.example.com for all below it");
        }
        String domain = name.toLowerCase(Locale.ROOT);
        if (domain.equals(CLUSTER) || domain.endsWith("." + CLUSTER)) {
            // DNS of a cluster may answer 203-0-113-7.shop.pod.cluster.local with any address that is asked for
            throw new IllegalArgumentException("\"" + text
                    + "\" is a name of the cluster, not of hosts outside; declare the workload or the Service instead");
        }
        return new HostName(domain, below);
    }

    /** Returns whether all hosts that another name means are among those that this one does. */
    public boolean covers(HostName other) {
        return equals(other) || (below && other.domain.endsWith("." + domain));
    }

    @Override
    public int compareTo(HostName other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : Boolean.compare(below, other.below);
    }

    /** Returns the name as it is declared, for example {@code *.example.com}. */
    @Override
    public String toString() {
        return below ? ANY + domain : domain;
    }
}
