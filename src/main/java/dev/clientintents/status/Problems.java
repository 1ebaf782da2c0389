package dev.clientintents.status;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.TargetState;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the problems that a person has to act on. */
public final class Problems {

    /**
     * A problem, reported once.
     *
     * @param reason in one word
     * @param message what is wrong and what to do
     */
    public record Problem(String reason, String message) {}

    private static final Set<TargetState> FINE =
            EnumSet.of(TargetState.Enforced, TargetState.Shadow, TargetState.Open, TargetState.Pending);

    private static final Set<String> OF_THE_CLIENT = Set.of("ClientOnHostNetwork", "OwnerUnreadable");

    private Problems() {}

    /** Returns the problems of a status that the one before did not have. */
    public static List<Problem> newIn(ClientIntentsStatus status, @Nullable ClientIntentsStatus before) {
        Set<Problem> problems = of(status);
        if (before != null) {
            problems.removeAll(of(before));
        }
        return List.copyOf(problems);
    }

    /** Returns whether the status says that all is in force. */
    public static boolean ready(ClientIntentsStatus status) {
        return status.conditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private static Set<Problem> of(ClientIntentsStatus status) {
        var problems = new LinkedHashSet<Problem>();
        status.servers().stream()
                .filter(target -> !FINE.contains(target.state()))
                .forEach(target -> problems.add(new Problem(
                        target.state().name(), target.namespace() + "/" + target.name() + ": " + target.message())));
        status.conditions().stream()
                .filter(Problems::isOfTheClient)
                .forEach(condition -> problems.add(new Problem(condition.getReason(), condition.getMessage())));
        return problems;
    }

    private static boolean isOfTheClient(Condition condition) {
        if (!condition.getStatus().equals("False")) {
            return false;
        }
        return switch (condition.getType()) {
            case "Accepted" -> true;
            case "Enforced" -> OF_THE_CLIENT.contains(condition.getReason());
            default -> false;
        };
    }
}
