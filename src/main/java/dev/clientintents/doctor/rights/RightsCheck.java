package dev.clientintents.doctor.rights;

import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.Symptom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks whether the operator's service account has the rights that it needs. */
public final class RightsCheck {

    private RightsCheck() {}

    /**
     * Returns remarks on which rights are missing, and what does not work without them.
     *
     * @param answers what the API server said of each right: whether the operator has it
     */
    public static List<Remark> remarks(String user, Map<Right, Answer<Boolean>> answers) {
        Optional<String> refusal = answers.values().stream()
                .flatMap(answer -> answer instanceof Answer.Refused<Boolean> refused
                        ? Optional.of(refused.reason()).stream()
                        : Optional.<String>empty().stream())
                .findFirst();
        if (refusal.isPresent()) {
            return List.of(Ailment.notChecked(
                    "ServiceAccount of the operator",
                    "its rights could not be checked: " + refusal.get(),
                    "give yourself create on subjectaccessreviews.authorization.k8s.io"));
        }
        var remarks = new ArrayList<Remark>();
        byConsequence(answers).forEach((consequence, rights) -> {
            boolean owner = rights.stream().allMatch(OperatorRights::isOfOwner);
            remarks.add(new Ailment(
                    owner ? Symptom.OWNER_UNREADABLE : Symptom.RIGHT_MISSING,
                    "User " + user,
                    "it may not "
                            + String.join(
                                    ", ", rights.stream().map(Right::toString).toList()) + ": " + consequence,
                    owner
                            ? "add the kinds to rbac.ownerKinds of the chart, or leave it where no such owner is used"
                            : "helm upgrade with rbac.create=true, or give it the rule of deploy/operator.yaml"));
        });
        return remarks.isEmpty() && !answers.isEmpty()
                ? List.of(new Good("The operator has all " + answers.size() + " rights that it needs"))
                : remarks;
    }

    private static Map<String, List<Right>> byConsequence(Map<Right, Answer<Boolean>> answers) {
        var missing = new LinkedHashMap<String, List<Right>>();
        answers.forEach((right, answer) -> {
            if (!answer.toOptional().orElse(true)) {
                missing.computeIfAbsent(OperatorRights.consequence(right), it -> new ArrayList<>())
                        .add(right);
            }
        });
        return missing;
    }
}
