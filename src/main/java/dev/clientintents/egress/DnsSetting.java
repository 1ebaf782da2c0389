package dev.clientintents.egress;

import dev.clientintents.graph.NameServers;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.IpRange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Where names are resolved, as the administrators of a cluster say it. What they say counts alone. */
public final class DnsSetting {

    /** The option that takes the setting. */
    public static final String OPTION = "--dns";

    private static final String AND = "+";
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern KEY =
            Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    private DnsSetting() {}

    /**
     * Reads the setting as an option writes it; entries that are blank do not count, and ports of the same pods or
     * addresses add up.
     *
     * @param entries {@code namespace/label=value:port}, with {@code +} between several labels, for pods with their own
     *     port; {@code range:port} for addresses
     * @return empty where nothing is said
     * @throws IllegalArgumentException with a line for the person who set it
     */
    public static Optional<NameServers> parse(Collection<String> entries) {
        List<String> said =
                entries.stream().map(String::strip).filter(it -> !it.isEmpty()).toList();
        var servers = new NameServerSet();
        said.forEach(it -> add(it, servers));
        return said.isEmpty() ? Optional.empty() : Optional.of(new NameServers(servers.inOrder(), null));
    }

    /** Returns labels as an entry of the setting names them. */
    static String text(Map<String, String> labels) {
        return String.join(
                AND,
                new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(it -> it.getKey() + "=" + it.getValue())
                                .toList());
    }

    private static void add(String entry, NameServerSet servers) {
        int colon = entry.lastIndexOf(':');
        if (colon < 0 || entry.endsWith("]")) {
            throw invalid(entry, "it ends without a port");
        }
        String place = entry.substring(0, colon);
        Set<Integer> port = Set.of(port(entry, entry.substring(colon + 1)));
        if (place.contains("=")) {
            int slash = place.indexOf('/');
            String namespace = slash < 0 ? "" : place.substring(0, slash);
            if (!NAMESPACE.matcher(namespace).matches()) {
                throw invalid(entry, "it begins with no name of a namespace");
            }
            servers.addPods(namespace, Selector.of(labels(entry, place.substring(slash + 1))), port);
        } else {
            servers.addAddresses(range(entry, place), port);
        }
    }

    private static int port(String entry, String text) {
        if (!PORT.matcher(text).matches() || Integer.parseInt(text) > 65535) {
            throw invalid(entry, "the port must be 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> labels(String entry, String text) {
        var labels = new TreeMap<String, String>();
        for (String label : text.split(Pattern.quote(AND), -1)) {
            int equals = label.indexOf('=');
            if (equals < 0
                    || !KEY.matcher(label.substring(0, equals)).matches()
                    || !VALUE.matcher(label.substring(equals + 1)).matches()) {
                throw invalid(entry, "\"" + label + "\" is not a label with its value");
            }
            if (labels.put(label.substring(0, equals), label.substring(equals + 1)) != null) {
                throw invalid(entry, "it names the label " + label.substring(0, equals) + " twice");
            }
        }
        return labels;
    }

    private static IpRange range(String entry, String text) {
        if (text.indexOf(':') >= 0 && text.indexOf('/') < 0) {
            throw invalid(entry, "an IPv6 address needs its prefix length, as in fd00::10/128:53");
        }
        IpRange range = IpRange.parse(text)
                .orElseThrow(() -> invalid(entry, "it names neither a label of pods nor a range of addresses"));
        if (range.equals(range.family())) {
            throw invalid(entry, "a port that is open to every address is a way out for anything");
        }
        return range;
    }

    private static IllegalArgumentException invalid(String entry, String reason) {
        return new IllegalArgumentException(OPTION
                + " takes namespace/label=value:port or range:port as in kube-system/k8s-app=kube-dns:53 or"
                + " 169.254.20.10/32:53, not " + entry + ": " + reason);
    }
}
