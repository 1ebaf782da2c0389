package dev.clientintents.doctor.guard;

import dev.clientintents.doctor.Answer;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The objects of the chart that guard reserved labels in the API server.
 *
 * @param policies the policies that carry the chart's label
 * @param bindings the bindings of any policies
 * @param webhooks the webhook configurations that carry the chart's label
 */
public record Guard(
        Answer<List<ValidatingAdmissionPolicy>> policies,
        Answer<List<ValidatingAdmissionPolicyBinding>> bindings,
        Answer<List<MutatingWebhookConfiguration>> webhooks) {

    /** The match condition by which the chart's policies for the operator's own account look at nobody else. */
    private static final String IS_THE_OPERATOR = "is-the-operator";

    /** Returns whether some policy, bound or not, looks at such requests of anybody. */
    boolean covers(String operation, String resource) {
        return found().filter(policy -> !isForOperator(policy)).anyMatch(policy -> covers(policy, operation, resource));
    }

    /** Returns whether some policy, bound or not, looks at such requests of the user that the operator is. */
    boolean bounds(String user, String operation, String resource) {
        return found().filter(policy -> isForOperator(policy, user))
                .anyMatch(policy -> covers(policy, operation, resource));
    }

    private static boolean isForOperator(ValidatingAdmissionPolicy policy) {
        return isForOperator(policy, "");
    }

    private static boolean isForOperator(ValidatingAdmissionPolicy policy, String user) {
        return Optional.ofNullable(policy.getSpec().getMatchConditions()).orElse(List.of()).stream()
                .anyMatch(condition -> IS_THE_OPERATOR.equals(condition.getName())
                        && condition.getExpression().contains("'" + user + (user.isEmpty() ? "" : "'")));
    }

    static boolean covers(ValidatingAdmissionPolicy policy, String operation, String resource) {
        return Optional.ofNullable(policy.getSpec().getMatchConstraints())
                .flatMap(it -> Optional.ofNullable(it.getResourceRules()))
                .orElse(List.of())
                .stream()
                .anyMatch(rule -> anyOf(rule.getOperations(), operation) && anyOf(rule.getResources(), resource));
    }

    private static boolean anyOf(List<String> values, String value) {
        return values.contains(value) || values.contains("*");
    }

    /** Returns whether a binding puts the policy in force. */
    boolean isBound(ValidatingAdmissionPolicy policy) {
        return bindings.toOptional().orElse(List.of()).stream()
                .filter(binding ->
                        policy.getMetadata().getName().equals(binding.getSpec().getPolicyName()))
                .anyMatch(binding -> Optional.ofNullable(binding.getSpec().getValidationActions())
                        .orElse(List.of())
                        .contains("Deny"));
    }

    Stream<ValidatingAdmissionPolicy> found() {
        return policies.toOptional().orElse(List.of()).stream();
    }

    boolean hasPolicies() {
        return found().findAny().isPresent();
    }

    Stream<MutatingWebhook> entries() {
        return webhooks.toOptional().orElse(List.of()).stream()
                .flatMap(it -> Optional.ofNullable(it.getWebhooks()).orElse(List.of()).stream());
    }

    /** Returns the names of the webhook configurations. */
    public Set<String> webhookNames() {
        return webhooks.toOptional().orElse(List.of()).stream()
                .map(it -> it.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    boolean hasWebhook() {
        return entries().findAny().isPresent();
    }
}
