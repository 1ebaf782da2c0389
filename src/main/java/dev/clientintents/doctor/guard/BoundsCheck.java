package dev.clientintents.doctor.guard;

import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.OperatorInstallation;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.ServerVersion;
import dev.clientintents.doctor.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checks whether the operator's own account can do no more than the operator does, by the policies that are there and
 * by dry runs.
 */
public final class BoundsCheck {

    private static final String UPGRADE =
            "helm upgrade with guard.operator.enabled=true, or kubectl apply -f deploy/guard.yaml";

    private BoundsCheck() {}

    /**
     * Returns remarks on whether the policies are there; none where the guard could not be seen or there can be no
     * policies, which other checks say.
     */
    public static List<Remark> remarks(Guard guard, ServerVersion version, OperatorInstallation operator) {
        if (!version.hasAdmissionPolicies() || guard.policies().toOptional().isEmpty()) {
            return List.of();
        }
        var remarks = new ArrayList<Remark>();
        List<String> unbounded = Stream.of(ForbiddenWrite.values())
                .filter(write -> isAtStake(write, version, operator))
                .filter(write -> !isBounded(write, guard, operator))
                .map(write -> write.operation() + " of " + write.resource())
                .toList();
        if (!unbounded.isEmpty()) {
            remarks.add(new Ailment(
                    Symptom.OPERATOR_NOT_BOUNDED,
                    "User " + operator.user(),
                    "no policy looks at its " + String.join(", ", unbounded)
                            + ": who steals its token can run code in any pod, and open any server",
                    UPGRADE));
        }
        if (operator.webhook() != null && !version.hasPoliciesForWebhooks()) {
            remarks.add(
                    new Ailment(
                            Symptom.WEBHOOK_NOT_BOUNDED,
                            "User " + operator.user(),
                            "it may change its webhook's configuration, and before Kubernetes 1.36 no policy is asked about that: who"
                                    + " steals its token can read and change whatever is written to the cluster",
                            "helm upgrade with webhook.certManager.enabled=true, which takes that right away, or upgrade Kubernetes"));
        }
        return remarks;
    }

    /** Returns whether the operator's roles, as it is installed, allow a write that a policy could prevent. */
    static boolean isAtStake(ForbiddenWrite write, ServerVersion version, OperatorInstallation operator) {
        return write != ForbiddenWrite.LABEL_WEBHOOK
                || (operator.webhook() != null && version.hasPoliciesForWebhooks());
    }

    private static boolean isBounded(ForbiddenWrite write, Guard guard, OperatorInstallation operator) {
        return guard.bounds(operator.user(), write.operation(), write.resource());
    }

    /**
     * Returns remarks on whether the policies really refuse what they should.
     *
     * @param attempts what the API server answered to dry runs in the operator's name
     * @param user who tried, beside the operator whose part was taken
     */
    public static List<Remark> tried(
            Map<ForbiddenWrite, Attempt> attempts, Guard guard, OperatorInstallation operator, String user) {
        var remarks = new ArrayList<Remark>();
        attempts.forEach((write, attempt) -> {
            if (attempt instanceof Attempt.Denied denied) {
                remarks.add(denied(write, denied.message(), operator, user));
            } else if (attempt instanceof Attempt.NotTried notTried) {
                remarks.add(notTried(write.act(), notTried.reason(), operator, user));
            } else if (isBounded(write, guard, operator) || guard.policies() instanceof Answer.Refused) {
                remarks.add(new Ailment(
                        Symptom.FORBIDDEN_WRITE_ACCEPTED,
                        "User " + operator.user(),
                        "the API server let it " + write.act() + ", which the operator never does",
                        "see the findings of the guard; a policy is in force a second after it is made"));
            }
        });
        return remarks.stream().distinct().toList();
    }

    private static Remark denied(ForbiddenWrite write, String message, OperatorInstallation operator, String user) {
        if (message.contains("cannot impersonate")) {
            return notTried("do more than the operator does", "you may not act as it", operator, user);
        }
        if (message.contains("ValidatingAdmissionPolicy") && message.contains("its account is not allowed to")) {
            return new Good("Tried to " + write.act() + " as the operator: the guard refused it");
        }
        return message.contains(" cannot ")
                ? new Good("Tried to " + write.act() + " as the operator: it has no right to")
                : notTried(write.act(), "something else refused it: " + message, operator, user);
    }

    private static Ailment notTried(String act, String reason, OperatorInstallation operator, String user) {
        return Ailment.notChecked(
                "dry run as " + operator.user(),
                "whether it may " + act + " could not be tried by " + user + ": " + reason,
                "run the doctor as somebody who has impersonate on serviceaccounts in namespace "
                        + operator.namespace());
    }
}
