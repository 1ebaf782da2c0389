package dev.clientintents.doctor.guard;

import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks whether the guard and the webhook really do what they are configured to, by the answers to dry runs. */
public final class LabelWriteCheck {

    private static final String DRY_RUN = "dry run as ";

    private LabelWriteCheck() {}

    /**
     * Returns remarks on which of these writes are refused, which are not, and which could not be tried.
     *
     * @param user who tried
     */
    public static List<Remark> remarks(Map<LabelWrite, Attempt> attempts, Guard guard, String user) {
        var remarks = new ArrayList<Remark>();
        attempts.forEach((write, attempt) -> {
            if (attempt instanceof Attempt.Accepted accepted) {
                accepted(write, accepted, guard, remarks);
            } else if (attempt instanceof Attempt.Denied denied) {
                remarks.add(denied(write, denied.message(), guard, user));
            } else if (attempt instanceof Attempt.NotTried notTried) {
                remarks.add(Ailment.notChecked(
                        DRY_RUN + user, "did not try to " + write.act() + ": " + notTried.reason(), advice(write)));
            }
        });
        return remarks;
    }

    private static void accepted(LabelWrite write, Attempt.Accepted accepted, Guard guard, List<Remark> remarks) {
        if (!accepted.labels().containsKey(LabelWrite.LABEL)) {
            remarks.add(new Good("Tried to " + write.act() + ": it was stripped of it"));
        } else if (isGuarded(write, guard)) {
            remarks.add(new Ailment(
                    Symptom.FORGED_LABEL_ACCEPTED,
                    "API server",
                    "it let somebody who is not the operator " + write.act(),
                    "see the findings of the guard and the webhook; a policy is in force a second after it is made"));
        }
    }

    /**
     * Returns whether the write is guarded, or it could not be seen whether it is. That something is not guarded at all
     * is said once, by the checks of the guard and of the webhook; where those could not see whether there is a guard,
     * it has to be said here.
     */
    private static boolean isGuarded(LabelWrite write, Guard guard) {
        return guard.policies() instanceof Answer.Refused
                || switch (write) {
                    case CREATE_POD -> guard.covers("CREATE", "pods") || guard.hasWebhook();
                    case UPDATE_POD -> guard.covers("UPDATE", "pods");
                    case UPDATE_POD_STATUS -> guard.covers("UPDATE", "pods/status");
                    case CREATE_TEMPLATE -> guard.covers("CREATE", "deployments");
                };
    }

    private static Remark denied(LabelWrite write, String message, Guard guard, String user) {
        if (message.contains("ValidatingAdmissionPolicy") && message.contains(LabelWrite.LABEL)) {
            return new Good("Tried to " + write.act() + ": the guard refused it");
        }
        if (message.contains("webhook")
                && guard.entries().anyMatch(entry -> message.contains('"' + entry.getName() + '"'))) {
            return new Ailment(
                    Symptom.WEBHOOK_NOT_ANSWERING,
                    "webhook",
                    "it did not answer when somebody tried to " + write.act() + ": " + message,
                    "see that the operator is ready, its Service has endpoints, and the API server reaches them");
        }
        String reason = message.contains(" cannot ") ? "it has no right to" : "something else refused it: " + message;
        return Ailment.notChecked(DRY_RUN + user, "tried to " + write.act() + ", but " + reason, advice(write));
    }

    private static String advice(LabelWrite write) {
        return "run the doctor as somebody who has " + write.right();
    }

    /**
     * Returns remarks on whether the webhook labels new pods.
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
