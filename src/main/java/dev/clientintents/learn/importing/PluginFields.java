package dev.clientintents.learn.importing;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.policy.PortSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the readers of plugins' policies share: they take only fields that they know. */
final class PluginFields {

    /** The label of every namespace that has its name. */
    static final String NAME_OF_NAMESPACE = "kubernetes.io/metadata.name";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final int LAST = 65535;

    private PluginFields() {}

    /**
     * Requires that a map has no other fields than these.
     *
     * @throws NotSayable where it has
     */
    static void require(Mapping content, String where, Set<String> known) throws NotSayable {
        for (String field : content.entries().keySet()) {
            if (content.has(field) && !known.contains(field)) {
                throw new NotSayable("has " + where + field + ", which intents do not say");
            }
        }
    }

    /**
     * Returns the entries of a list, which have to be maps.
     *
     * @throws NotSayable where one is not
     */
    static List<Mapping> mappings(Mapping content, String field) throws NotSayable {
        List<Value> items = content.items(field);
        List<Mapping> mappings = OtterizeCall.mappings(items);
        if (mappings.size() < items.size() || (items.isEmpty() && content.has(field) && !isList(content, field))) {
            throw new NotSayable("has a field " + field + " that makes no sense");
        }
        return mappings;
    }

    private static boolean isList(Mapping content, String field) {
        return content.entries().get(field) instanceof Value.Sequence;
    }

    /** Returns the protocol of a name; empty where it is none that has ports. */
    static Optional<Protocol> protocol(String name) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.name().equals(name)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns ports of some protocols.
     *
     * @param first the number, or the name, of the first one
     * @param last the last one; the same as the first for one port
     * @throws NotSayable where these are none
     */
    static List<PortRange> ports(List<Protocol> protocols, String first, String last) throws NotSayable {
        var ports = new ArrayList<PortRange>();
        for (Protocol protocol : protocols) {
            if (NUMBER.matcher(first).matches() && NUMBER.matcher(last).matches()) {
                int from = Integer.parseInt(first);
                int to = Integer.parseInt(last);
                if (from < 1 || from > to || to > LAST) {
                    throw new NotSayable("has ports that make no sense: " + first + " to " + last);
                }
                ports.add(new PortRange.Numbered(protocol, from, to));
            } else if (first.equals(last)) {
                ports.add(new PortRange.Named(protocol, first));
            } else {
                throw new NotSayable("has ports that make no sense: " + first + " to " + last);
            }
        }
        return ports;
    }

    /** Returns ports as rules have them. */
    static PortSpec spec(List<PortRange> ranges) {
        PortSet numbers = PortSet.NONE;
        var names = new ArrayList<PortRange.Named>();
        for (PortRange range : ranges) {
            if (range instanceof PortRange.Numbered numbered) {
                numbers = numbers.union(PortSet.of(numbered));
            } else if (range instanceof PortRange.Named named) {
                names.add(named);
            }
        }
        return new PortSpec(numbers, names);
    }
}
