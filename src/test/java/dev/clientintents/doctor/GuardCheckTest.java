package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.deploy.Manifests;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.guard.Attempt;
import dev.clientintents.doctor.guard.Guard;
import dev.clientintents.doctor.guard.GuardCheck;
import dev.clientintents.doctor.guard.LabelWrite;
import dev.clientintents.doctor.guard.LabelWriteCheck;
import dev.clientintents.doctor.guard.WebhookCheck;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardCheckTest {

    private static final ServerVersion NEW = ServerVersion.parse("v1.36.3").orElseThrow();
    private static final List<HasMetadata> SHIPPED = Manifests.read(Manifests.DEPLOY.resolve("guard.yaml"));

    @ParameterizedTest
    @CsvSource({
        "v1.36.3,          ",
        "v1.31.2-gke.1000, ",
        "1.30.0+k3s1,      ",
        "v1.29.9-eks-abc,  kubernetes-too-old",
        "v1.27.3,          kubernetes-too-old",
    })
    void theVersionSaysWhatThereIs(String version, @Nullable String code) {
        List<Remark> remarks = VersionCheck.remarks(ServerVersion.parse(version).orElseThrow());

        assertThat(codes(remarks)).isEqualTo(code == null ? List.of() : List.of(code));
    }

    @Test
    void theGuardThatIsShippedIsGood() {
        assertThat(GuardCheck.remarks(shipped(), NEW)).singleElement().isInstanceOf(Good.class);
    }

    @Test
    void aGuardWithoutItsBindingIsFound() {
        var guard = new Guard(policies(), new Answer.Found<>(List.of()), webhooks());

        assertThat(GuardCheck.remarks(guard, NEW))
                .hasSize(5)
                .contains(new Ailment(
                        Symptom.GUARD_NOT_BOUND,
                        "ValidatingAdmissionPolicy client-intents-pods",
                        "no ValidatingAdmissionPolicyBinding with the action Deny names it, so it refuses nothing",
                        "helm upgrade with guard.enabled=true, or kubectl apply -f deploy/guard.yaml"));
    }

    @Test
    void aGuardThatLooksAwayIsFound() {
        List<ValidatingAdmissionPolicy> policies = all(ValidatingAdmissionPolicy.class)
                .filter(policy -> policy.getMetadata().getName().equals("client-intents-pods"))
                .toList();
        policies.get(0).getSpec().setFailurePolicy("Ignore");
        policies.get(0)
                .getSpec()
                .getMatchConstraints()
                .getResourceRules()
                .removeIf(rule -> rule.getResources().contains("bindings"));

        assertThat(codes(GuardCheck.remarks(new Guard(new Answer.Found<>(policies), bindings(), webhooks()), NEW)))
                .containsExactly("guard-incomplete", "guard-incomplete", "guard-missing");
    }

    @Test
    void noGuardIsAWarningWhereThereCouldBeOne() {
        var none = new Guard(new Answer.Found<>(List.of()), bindings(), webhooks());

        assertThat(codes(GuardCheck.remarks(none, NEW))).containsExactly("guard-missing");
        assertThat(GuardCheck.remarks(none, ServerVersion.parse("v1.29.0").orElseThrow()))
                .isEmpty();
    }

    @Test
    void aMissingWebhookMattersWhereTheGuardLeavesCreationToIt() {
        List<ValidatingAdmissionPolicy> without =
                all(ValidatingAdmissionPolicy.class).toList();
        without.forEach(policy -> policy.getSpec()
                .getMatchConstraints()
                .getResourceRules()
                .removeIf(rule -> rule.getResources().equals(List.of("pods"))));

        assertThat(codes(WebhookCheck.remarks(new Guard(new Answer.Found<>(without), bindings(), webhooks()))))
                .containsExactly("webhook-missing");
        assertThat(codes(WebhookCheck.remarks(new Guard(policies(), bindings(), webhooks()))))
                .containsAnyOf("no-webhook", "webhook-missing");
    }

    @Test
    void aWebhookThatCannotWorkOrDoesHarmIsFound() {
        var webhook = new MutatingWebhookConfigurationBuilder()
                .addNewWebhook()
                .withName("strip.clientintents.dev")
                .withFailurePolicy("Fail")
                .withNewClientConfig()
                .endClientConfig()
                .endWebhook()
                .build();

        assertThat(codes(WebhookCheck.remarks(new Guard(policies(), bindings(), new Answer.Found<>(List.of(webhook))))))
                .containsExactly("webhook-without-ca", "webhook-blocks-pods");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            taken      |                                                                        | forged-label-accepted
            stripped   |                                                                        | good
            denied     | pods "x" is forbidden: ValidatingAdmissionPolicy 'client-intents-pods' with binding 'b' denied request: label clientintents.dev/consumes-doctor.dry-run is reserved | good
            denied     | pods is forbidden: User "u" cannot create resource "pods"              | not-checked
            denied     | pods "x" is forbidden: violates PodSecurity "restricted:latest"        | not-checked
            denied     | failed calling webhook "strip.clientintents.dev": connection refused   | webhook-not-answering
            not tried  | no pod                                                                 | not-checked
            """)
    void whatADryRunWasAnsweredSaysWhetherTheWriteIsRefused(String what, @Nullable String text, String expected) {
        String message = text == null ? "" : text;
        Attempt attempt = switch (what) {
            case "taken" -> new Attempt.Accepted(Map.of(LabelWrite.LABEL, "true"));
            case "stripped" -> new Attempt.Accepted(Map.of());
            case "denied" -> new Attempt.Denied(message);
            default -> new Attempt.NotTried(message);
        };
        var webhook = new MutatingWebhookConfigurationBuilder()
                .addNewWebhook()
                .withName("strip.clientintents.dev")
                .endWebhook()
                .build();
        var guard = new Guard(policies(), bindings(), new Answer.Found<>(List.of(webhook)));

        assertThat(LabelWriteCheck.remarks(Map.of(LabelWrite.CREATE_POD, attempt), guard, "u"))
                .singleElement()
                .satisfies(remark -> assertThat(
                                remark instanceof Ailment ailment
                                        ? ailment.symptom().id()
                                        : "good")
                        .isEqualTo(expected));
    }

    private static Guard shipped() {
        return new Guard(policies(), bindings(), webhooks());
    }

    private static Answer<List<ValidatingAdmissionPolicy>> policies() {
        return new Answer.Found<>(all(ValidatingAdmissionPolicy.class).toList());
    }

    private static Answer<List<ValidatingAdmissionPolicyBinding>> bindings() {
        return new Answer.Found<>(all(ValidatingAdmissionPolicyBinding.class).toList());
    }

    private static Answer<List<MutatingWebhookConfiguration>> webhooks() {
        return new Answer.Found<>(List.of());
    }

    /** Copies, since tests change them. */
    private static <T extends HasMetadata> Stream<T> all(Class<T> type) {
        return SHIPPED.stream().filter(type::isInstance).map(object -> type.cast(Serialization.clone(object)));
    }

    private static List<String> codes(List<Remark> remarks) {
        return remarks.stream()
                .flatMap(remark -> remark instanceof Ailment ailment
                        ? Stream.of(ailment.symptom().id())
                        : Stream.of())
                .toList();
    }
}
