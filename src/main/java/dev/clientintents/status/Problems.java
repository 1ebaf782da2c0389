package dev.clientintents.status;

import static dev.clientintents.api.TargetState.Enforced;
import static dev.clientintents.api.TargetState.Open;
import static dev.clientintents.api.TargetState.Pending;
import static dev.clientintents.api.TargetState.Shadow;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.OutsideState;
import dev.clientintents.api.ServerAccessStatus;
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

    private static final Set<TargetState> FINE = EnumSet.of(Enforced, Shadow, Open, Pending);

    private static final Set<String> FINE_FOR_A_SERVER = Set.of(Shadow.name(), Open.name(), Pending.name());

    private static final Set<String> OF_THE_CLIENT = Set.of("ClientOnHostNetwork", "OwnerUnreadable");

    private static final Set<String> OF_THE_WAY_OUT =
            Set.of("NotEnforceable", "ForeignPolicy", "Undone", "DeniedByDefault");

    private Problems() {}

    /** Returns the problems of a status that the one before did not have. */
    public static List<Problem> newIn(ClientIntentsStatus status, @Nullable ClientIntentsStatus before) {
        Set<Problem> problems = of(status);
        if (before != null) {
            problems.removeAll(of(before));
        }
        return List.copyOf(problems);
    }

    /** Returns the problems of a status that the one before did not have. */
    public static List<Problem> newIn(ServerAccessStatus status, @Nullable ServerAccessStatus before) {
        Set<Problem> problems = of(status);
        if (before != null) {
            problems.removeAll(of(before));
        }
        return List.copyOf(problems);
    }

    /** Returns whether the status says that all is in force. */
    public static boolean ready(ClientIntentsStatus status) {
        return ready(status.conditions());
    }

    /** Returns whether the status says that all is in force. */
    public static boolean ready(ServerAccessStatus status) {
        return ready(status.conditions());
    }

    private static boolean ready(List<Condition> conditions) {
        return conditions.stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private static Set<Problem> of(ServerAccessStatus status) {
        var problems = new LinkedHashSet<Problem>();
        status.conditions().stream()
                .filter(condition -> condition.getStatus().equals("False"))
                .filter(condition -> condition.getType().equals("Accepted")
                        || (condition.getType().equals("Enforced")
                                && !FINE_FOR_A_SERVER.contains(condition.getReason())))
                .forEach(condition -> problems.add(new Problem(condition.getReason(), condition.getMessage())));
        return problems;
    }

    private static Set<Problem> of(ClientIntentsStatus status) {
        var problems = new LinkedHashSet<Problem>();
        status.servers().stream()
                .filter(target -> !FINE.contains(target.state()))
                .forEach(target -> problems.add(new Problem(
                        target.state().name(), target.namespace() + "/" + target.name() + ": " + target.message())));
        if (status.conditions().stream().anyMatch(Problems::doesNotLeadToAll)) {
            status.outside().stream()
                    .filter(it -> it.state() == OutsideState.NotEnforceable)
                    .forEach(it -> problems.add(new Problem(
                            it.state().name(), (it.cidr() == null ? it.host() : it.cidr()) + ": " + it.message())));
        }
        status.conditions().stream()
                .filter(Problems::isOfTheClient)
                .forEach(condition -> problems.add(new Problem(condition.getReason(), condition.getMessage())));
        return problems;
    }

    private static boolean doesNotLeadToAll(Condition condition) {
        return condition.getType().equals("EgressEnforced")
                && condition.getStatus().equals("False")
                && condition.getReason().equals("NotReached");
    }

    private static boolean isOfTheClient(Condition condition) {
        if (!condition.getStatus().equals("False")) {
            return false;
        }
        return switch (condition.getType()) {
            case "Accepted" -> true;
            case "Enforced" -> OF_THE_CLIENT.contains(condition.getReason());
            // to what a way out does not lead is told of each server and host
            case "EgressEnforced" -> OF_THE_WAY_OUT.contains(condition.getReason());
            default -> false;
        };
    }
}
