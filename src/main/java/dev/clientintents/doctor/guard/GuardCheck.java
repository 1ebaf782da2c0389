package dev.clientintents.doctor.guard;

import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.ServerVersion;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.doctor.VersionCheck;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Checks whether the ValidatingAdmissionPolicies of the chart are there, in force and complete. */
public final class GuardCheck {

    private static final String KIND = "ValidatingAdmissionPolicy ";
    private static final String UPGRADE = "helm upgrade with guard.enabled=true, or kubectl apply -f deploy/guard.yaml";

    private GuardCheck() {}

    /**
     * Returns remarks on the guard; none where the API server has no such policies, which {@link VersionCheck} says.
     */
    public static List<Remark> remarks(Guard guard, ServerVersion version) {
        if (!version.hasAdmissionPolicies()) {
            return List.of();
        }
        if (guard.policies() instanceof Answer.Refused<List<ValidatingAdmissionPolicy>> refused) {
            return List.of(notSeen("validatingadmissionpolicies", refused.reason()));
        }
        if (!guard.hasPolicies()) {
            return List.of(new Ailment(
                    Symptom.GUARD_MISSING,
                    KIND + "of client-intents",
                    "there is none: whoever may write pods or their status can give them any key until the operator"
                            + " takes it away",
                    UPGRADE));
        }
        var remarks = new ArrayList<Remark>();
        if (guard.bindings() instanceof Answer.Refused<List<ValidatingAdmissionPolicyBinding>> refused) {
            remarks.add(notSeen("validatingadmissionpolicybindings", refused.reason()));
        } else {
            guard.found().filter(policy -> !guard.isBound(policy)).forEach(policy -> remarks.add(notBound(policy)));
        }
        guard.found()
                .filter(policy -> "Ignore".equals(policy.getSpec().getFailurePolicy()))
                .forEach(policy -> remarks.add(new Ailment(
                        Symptom.GUARD_INCOMPLETE,
                        name(policy),
                        "its failurePolicy is Ignore: what it fails to evaluate passes",
                        UPGRADE)));
        List<String> uncovered = uncovered(guard, version);
        if (!uncovered.isEmpty()) {
            remarks.add(new Ailment(
                    Symptom.GUARD_INCOMPLETE,
                    KIND + "of client-intents",
                    "no policy looks at " + String.join(", ", uncovered) + ", by which labels reach pods",
                    UPGRADE));
        }
        if (!guard.covers("CREATE", "deployments")) {
            remarks.add(new Ailment(
                    Symptom.GUARD_MISSING,
                    KIND + "of client-intents",
                    "none refuses pod templates with reserved labels where their author sees it",
                    UPGRADE));
        }
        if (remarks.isEmpty()) {
            remarks.add(new Good("The guard is in force: "
                    + guard.found().map(it -> it.getMetadata().getName()).collect(Collectors.joining(", "))));
        }
        return remarks;
    }

    private static List<String> uncovered(Guard guard, ServerVersion version) {
        var uncovered = new ArrayList<String>();
        for (String resource : List.of("pods", "pods/status")) {
            if (!guard.covers("UPDATE", resource)) {
                uncovered.add("UPDATE of " + resource);
            }
        }
        if (version.copiesLabelsOfBindings()) {
            for (String resource : List.of("pods/binding", "bindings")) {
                if (!guard.covers("CREATE", resource)) {
                    uncovered.add("CREATE of " + resource);
                }
            }
        }
        return uncovered;
    }

    private static Ailment notBound(ValidatingAdmissionPolicy policy) {
        return new Ailment(
                Symptom.GUARD_NOT_BOUND,
                name(policy),
                "no ValidatingAdmissionPolicyBinding with the action Deny names it, so it refuses nothing",
                UPGRADE);
    }

    private static Ailment notSeen(String resource, String reason) {
        return Ailment.notChecked(
                KIND + "of client-intents",
                "whether the guard is in force could not be seen: " + reason,
                "give yourself list on " + resource + ".admissionregistration.k8s.io");
    }

    private static String name(ValidatingAdmissionPolicy policy) {
        return KIND + policy.getMetadata().getName();
    }
}
