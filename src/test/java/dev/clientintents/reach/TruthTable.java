package dev.clientintents.reach;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every pair of a world in one table, sources in rows and destinations in columns: {@code *} is everything, {@code -}
 * nothing, and a letter what the legend says. {@code out} is outside of the cluster; {@code ~} means that it depends on
 * the address, and the lines below tell.
 */
final class TruthTable {

    private final Reachability reachability;
    private final Map<String, Character> letters = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    TruthTable(Reachability reachability) {
        this.reachability = reachability;
    }

    String text() {
        List<Endpoint> all = new ArrayList<>(reachability.workloads());
        all.add(new Endpoint.External(IpRange.IPV4));
        var text = new StringBuilder("      ");
        all.forEach(it -> text.append("%-5s".formatted(name(it))));
        for (Endpoint source : all) {
            text.append("\n%-6s".formatted(name(source)));
            for (Endpoint destination : all) {
                text.append("%-5s".formatted(source.equals(destination) ? '.' : cell(source, destination)));
            }
        }
        letters.forEach(
                (ports, letter) -> text.append("\n").append(letter).append(" ").append(ports));
        lines.forEach(line -> text.append("\n").append(line));
        reachability
                .warnings()
                .forEach(warning ->
                        text.append("\n").append(warning.code()).append(" ").append(warning));
        return text.append("\n").toString().replaceAll(" +\n", "\n");
    }

    private static String name(Endpoint endpoint) {
        return endpoint instanceof Endpoint.External
                ? "out"
                : endpoint.toString().replace("[Pod]", "");
    }

    private char cell(Endpoint source, Endpoint destination) {
        List<Connection> between = reachability.from(source).stream()
                .filter(it -> it.destination().equals(destination)
                        || (destination instanceof Endpoint.External && it.destination() instanceof Endpoint.External))
                .toList();
        if (between.isEmpty()) {
            return '-';
        }
        Connection first = between.get(0);
        if (!first.source().equals(source) || !first.destination().equals(destination)) {
            between.forEach(it -> lines.add(it.toString()));
            return '~';
        }
        return first.ports().isAll()
                ? '*'
                : letters.computeIfAbsent(first.ports().toString(), it -> (char) ('A' + letters.size()));
    }
}
