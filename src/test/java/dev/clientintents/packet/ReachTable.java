package dev.clientintents.packet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.reach.IpRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What {@code reach --output json} says. */
final class ReachTable {
    private record Range(String protocol, int first, int last) {
        static Range read(JsonNode range) {
            int first = range.get("port").asInt();
            return new Range(
                    range.get("protocol").asText(), first, range.path("endPort").asInt(first));
        }

        boolean contains(Port port) {
            return protocol.equals(port.protocol().name()) && first <= port.number() && port.number() <= last;
        }
    }

    private record Pair(String source, String destination) {}

    private static final String EXTERNAL = "[External]";

    private final Map<Pair, Set<Range>> open = new HashMap<>();

    private ReachTable() {}

    static ReachTable read(JsonNode document) {
        ReachTable table = new ReachTable();
        for (JsonNode connection : document.get("connections")) {
            Pair pair = new Pair(
                    connection.get("source").asText(),
                    connection.get("destination").asText());
            for (JsonNode range : connection.get("ranges")) {
                table.open.computeIfAbsent(pair, it -> new HashSet<>()).add(Range.read(range));
            }
        }
        return table;
    }

    /** Whether a port of an address outside of the cluster is open to a workload, written as the command writes it. */
    boolean isOpenTo(String source, String address, Port port) {
        return open.entrySet().stream()
                .filter(it -> it.getKey().source().equals(source)
                        && it.getKey().destination().endsWith(EXTERNAL)
                        && contains(it.getKey().destination().replace(EXTERNAL, ""), address))
                .flatMap(it -> it.getValue().stream())
                .anyMatch(range -> range.contains(port));
    }

    private static boolean contains(String range, String address) {
        String[] ends = range.split("-", -1);
        IpRange first = IpRange.parse(ends[0]).orElseThrow();
        IpRange last = IpRange.parse(ends[ends.length - 1]).orElseThrow();
        IpRange wanted = IpRange.parse(address).orElseThrow();
        return first.first().compareTo(wanted.first()) <= 0 && wanted.last().compareTo(last.last()) <= 0;
    }

    /** Whether a port is open between workloads, written as the command writes them. */
    boolean isOpen(String source, String destination, Port port) {
        return open.getOrDefault(new Pair(source, destination), Set.of()).stream()
                .anyMatch(range -> range.contains(port));
    }
}
