package dev.clientintents.doctor.guard;

import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the guard and the webhook really do what they are configured to, by what dry runs were answered. */
public final class DoorCheck {

    private static final String DRY_RUN = "dry run as ";

    private DoorCheck() {}

    /**
     * Which doors are shut, which are not, and which could not be tried.
     *
     * @param user who tried
     */
    public static List<Remark> remarks(Map<Door, Attempt> attempts, Guard guard, String user) {
        var remarks = new ArrayList<Remark>();
        attempts.forEach((door, attempt) -> {
            if (attempt instanceof Attempt.Accepted accepted) {
                accepted(door, accepted, guard, remarks);
            } else if (attempt instanceof Attempt.Denied denied) {
                remarks.add(denied(door, denied.message(), guard, user));
            } else if (attempt instanceof Attempt.NotTried notTried) {
                remarks.add(Ailment.notChecked(
                        DRY_RUN + user, "did not try to " + door.act() + ": " + notTried.reason(), advice(door)));
            }
        });
        return remarks;
    }

    private static void accepted(Door door, Attempt.Accepted accepted, Guard guard, List<Remark> remarks) {
        if (!accepted.labels().containsKey(Door.LABEL)) {
            remarks.add(new Good("Tried to " + door.act() + ": it was stripped of it"));
        } else if (isGuarded(door, guard)) {
            remarks.add(new Ailment(
                    Symptom.FORGED_LABEL_ACCEPTED,
                    "API server",
                    "it let somebody who is not the operator " + door.act(),
                    "see the findings of the guard and the webhook; a policy is in force a second after it is made"));
        }
    }

    /**
     * What is not guarded at all is said once, by the checks of the guard and of the webhook, and where those could
     * not see whether there is a guard it has to be said here.
     */
    private static boolean isGuarded(Door door, Guard guard) {
        return guard.policies() instanceof Answer.Refused
                || switch (door) {
                    case CREATE_POD -> guard.covers("CREATE", "pods") || guard.hasWebhook();
                    case UPDATE_POD -> guard.covers("UPDATE", "pods");
                    case UPDATE_POD_STATUS -> guard.covers("UPDATE", "pods/status");
                    case CREATE_TEMPLATE -> guard.covers("CREATE", "deployments");
                };
    }

    private static Remark denied(Door door, String message, Guard guard, String user) {
        if (message.contains("ValidatingAdmissionPolicy") && message.contains(Door.LABEL)) {
            return new Good("Tried to " + door.act() + ": the guard refused it");
        }
        if (message.contains("webhook")
                && guard.entries().anyMatch(entry -> message.contains('"' + entry.getName() + '"'))) {
            return new Ailment(
                    Symptom.WEBHOOK_NOT_ANSWERING,
                    "webhook",
                    "it did not answer when somebody tried to " + door.act() + ": " + message,
                    "see that the operator is ready, its Service has endpoints, and the API server reaches them");
        }
        String reason = message.contains(" cannot ") ? "it has no right to" : "something else refused it: " + message;
        return Ailment.notChecked(DRY_RUN + user, "tried to " + door.act() + ", but " + reason, advice(door));
    }

    private static String advice(Door door) {
        return "run the doctor as somebody who has " + door.right();
    }

    /**
     * Whether the webhook labels new pods.
     *
     * @param client the client that was tried, for messages
     * @param key the key that its pods have to carry
     */
    public static List<Remark> labelling(Attempt attempt, String client, String key) {
        if (!(attempt instanceof Attempt.Accepted accepted)) {
            return List.of();
        }
        return List.of(
                accepted.labels().containsKey(key)
                        ? new Good("The webhook labels new pods, as tried for " + client)
                        : new Ailment(
                                Symptom.WEBHOOK_NOT_LABELLING,
                                "webhook",
                                "a new pod of " + client + " would start without " + key
                                        + ", and be refused until the operator has labelled it",
                                "see that the operator is ready, its Service has endpoints, and the API server reaches"
                                        + " them"));
    }
}
