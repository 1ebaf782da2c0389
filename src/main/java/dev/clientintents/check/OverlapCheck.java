package dev.clientintents.check;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds intents of one client on one server that say the same, or that open the same ports. */
final class OverlapCheck {

    private record Declared(@Nullable String clientKind, Intent intent, Position position) {}

    private record Pair(ObjectKey client, ObjectKey server, boolean service) {}

    private OverlapCheck() {}

    static List<Finding> findings(Collection<DeclaredIntents> declarations) {
        Map<Pair, List<Declared>> groups = new LinkedHashMap<>();
        for (DeclaredIntents declaration : declarations) {
            IntentsEntry entry = declaration.entry();
            for (int i = 0; i < entry.intents().size(); i++) {
                Intent intent = entry.intents().get(i);
                ServerId server = intent.server();
                var pair =
                        new Pair(entry.client(), new ObjectKey(server.namespace(), server.name()), server.isService());
                groups.computeIfAbsent(pair, key -> new ArrayList<>())
                        .add(new Declared(entry.clientKind(), intent, declaration.target(i)));
            }
        }
        return groups.values().stream()
                .flatMap(group -> findings(group).stream())
                .toList();
    }

    private static List<Finding> findings(List<Declared> group) {
        var findings = new ArrayList<Finding>();
        for (int later = 0; later < group.size(); later++) {
            Declared one = group.get(later);
            Optional<Finding> finding = withinItself(one);
            for (int earlier = 0; earlier < later && finding.isEmpty(); earlier++) {
                finding = compare(group.get(earlier), one);
            }
            finding.ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<Finding> withinItself(Declared declared) {
        List<Intent.Grant> grants = declared.intent.grants();
        for (int i = 0; i < grants.size(); i++) {
            for (int j = i + 1; j < grants.size(); j++) {
                if (overlap(grants.get(i).ports(), grants.get(j).ports())) {
                    return overlapping(declared, grants.get(j), "another entry of its ports");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> compare(Declared first, Declared second) {
        ServerId server = second.intent.server();
        boolean sameClient = meet(first.clientKind, second.clientKind);
        if (!sameClient || !meet(first.intent.server().kind(), server.kind())) {
            return Optional.empty();
        }
        if (first.intent.equals(second.intent) && Objects.equals(first.clientKind, second.clientKind)) {
            return Optional.of(new Finding(
                    Code.DUPLICATE_INTENT,
                    second.position,
                    "the client consumes " + server + " on the same ports at " + first.position,
                    "remove one of the two"));
        }
        return second.intent.grants().stream()
                .filter(grant -> first.intent.grants().stream().anyMatch(it -> overlap(it.ports(), grant.ports())))
                .findFirst()
                .flatMap(grant -> overlapping(second, grant, first.position.toString()));
    }

    private static Optional<Finding> overlapping(Declared declared, Intent.Grant grant, String where) {
        String ports = grant.ports() == null ? "all ports" : grant.ports().toString();
        return Optional.of(new Finding(
                Code.OVERLAPPING_INTENTS,
                declared.position,
                "the intent on " + declared.intent.server() + " opens " + ports + ", as does " + where
                        + ", at least in part",
                "declare each port once"));
    }

    /** Returns whether two kinds may be the same; a kind that is left out means every kind. */
    private static boolean meet(@Nullable String kind, @Nullable String other) {
        return kind == null || other == null || kind.equals(other);
    }

    private static boolean overlap(@Nullable PortRange one, @Nullable PortRange other) {
        if (one == null || other == null) {
            return true;
        }
        if (one instanceof PortRange.Numbered first && other instanceof PortRange.Numbered second) {
            return first.protocol() == second.protocol()
                    && first.first() <= second.last()
                    && second.first() <= first.last();
        }
        return one.equals(other);
    }
}
