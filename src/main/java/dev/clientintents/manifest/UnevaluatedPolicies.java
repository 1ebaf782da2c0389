package dev.clientintents.manifest;

import dev.clientintents.effective.EntranceKinds;
import dev.clientintents.effective.ObjectId;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.UnevaluatedKinds;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.reach.policy.admin.AdminKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts the policies of the input that are not evaluated although they open or close connections, and the kinds of
 * policies and routes that a live cluster does not list.
 */
final class UnevaluatedPolicies {

    private final Set<PolicyKind> accepted;
    private final Map<PolicyKind, Set<ObjectId>> found = new TreeMap<>();
    private final Set<PolicyKind> unlisted = new TreeSet<>();
    private final Set<PolicyKind> judged = new HashSet<>();
    private @Nullable Position first;

    /** @param accepted the kinds that the reader of the answers knows of, and that are not told */
    UnevaluatedPolicies(Set<PolicyKind> accepted) {
        this.accepted = Set.copyOf(accepted);
    }

    /** Has objects of these kinds not told any more, since something else judges them. */
    void judge(Set<PolicyKind> kinds) {
        judged.addAll(kinds);
    }

    /** Counts an object if it is one; a kind that is evaluated in one version may come in another. */
    void note(Manifest manifest) {
        if (AdminKind.of(manifest.apiVersion(), manifest.kind()).isPresent()) {
            return;
        }
        ObjectId object = manifest.id();
        UnevaluatedKinds.of(object)
                .filter(kind -> !accepted.contains(kind) && !judged.contains(kind))
                .ifPresent(kind -> {
                    found.computeIfAbsent(kind, it -> new HashSet<>()).add(object);
                    if (first == null) {
                        first = manifest.position();
                    }
                });
    }

    /** Notes that objects of a kind may exist and cannot be listed. */
    void noteUnlisted(PolicyKind kind) {
        if (!accepted.contains(kind)) {
            unlisted.add(kind);
        }
    }

    private void addUnlisted(List<String> parts, String what, Predicate<PolicyKind> which) {
        List<String> kinds =
                unlisted.stream().filter(which).map(PolicyKind::toString).toList();
        if (!kinds.isEmpty()) {
            parts.add(what + String.join(", ", kinds));
        }
    }

    /** Returns the one finding about all of them; empty where there are none. */
    Optional<Finding> finding() {
        if (found.isEmpty() && unlisted.isEmpty()) {
            return Optional.empty();
        }
        var parts = new ArrayList<String>();
        if (!found.isEmpty()) {
            List<String> counts = found.entrySet().stream()
                    .map(it -> it.getValue().size() + " " + it.getKey())
                    .toList();
            parts.add("policies that may open or close connections are not evaluated: " + String.join(", ", counts));
        }
        addUnlisted(parts, "policies that may exist cannot be listed: ", kind -> !EntranceKinds.has(kind));
        addUnlisted(parts, "routes to servers that may exist cannot be listed: ", EntranceKinds::has);
        return Optional.of(new Finding(
                Code.UNEVALUATED_POLICIES,
                first == null ? Position.ofCluster("the cluster") : first,
                String.join("; ", parts),
                "judge them by other means, and accept a kind with --ignore KIND.GROUP"));
    }
}
