package dev.clientintents.doctor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.deploy.Manifests;
import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.OperatorInstallation;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.ServerVersion;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsCheckTest {

    private static final List<HasMetadata> SHIPPED = Manifests.read(Manifests.DEPLOY.resolve("guard.yaml"));
    private static final ServerVersion NEW = version("v1.36.3");

    @ParameterizedTest(name = "{0}, own certificates {1}: {2}")
    @CsvSource({
        "v1.36.0, true,  ",
        "v1.35.2, true,  webhook-not-bounded",
        "v1.35.2, false, ",
        "v1.30.0, true,  webhook-not-bounded",
        "v1.29.9, true,  ",
    })
    void theGuardThatIsShippedBoundsTheOperatorAsFarAsTheVersionCan(
            String version, boolean ownCertificates, @Nullable String code) {
        assertThat(codes(BoundsCheck.remarks(guard(any -> true), version(version), operator(ownCertificates))))
                .isEqualTo(code == null ? List.of() : List.of(code));
    }

    @Test
    void aGuardThatDoesNotLookAtTheOperatorsAccountIsFound() {
        Guard without = guard(policy -> !policy.getMetadata().getName().startsWith("client-intents-operator"));

        assertThat(BoundsCheck.remarks(without, NEW, operator(true)))
                .containsExactly(new Ailment(
                        Symptom.OPERATOR_NOT_BOUNDED,
                        "User system:serviceaccount:client-intents:client-intents",
                        "no policy looks at its UPDATE of pods, CREATE of networkpolicies, UPDATE of"
                                + " mutatingwebhookconfigurations: who steals its token can run code in any pod, and open any server",
                        "helm upgrade with guard.operator.enabled=true, or kubectl apply -f deploy/guard.yaml"));
    }

    @Test
    void aGuardOfAnotherAccountIsNoGuardOfThisOne() {
        var elsewhere = new OperatorInstallation(
                "other",
                "client-intents",
                "client-intents",
                1,
                1,
                true,
                null,
                new Scope(Enforcement.ACTIVE, Set.of()),
                ExposureSettings.DEFAULT,
                EgressSettings.DEFAULT,
                HostSetting.NONE,
                false);

        assertThat(codes(BoundsCheck.remarks(guard(any -> true), NEW, elsewhere)))
                .containsExactly("operator-not-bounded");
    }

    @Test
    void whatBoundsTheOperatorKeepsNobodyElseFromAnything() {
        Guard only = guard(policy -> policy.getMetadata().getName().startsWith("client-intents-operator"));

        assertThat(only.covers("UPDATE", "pods")).isFalse();
        assertThat(codes(GuardCheck.remarks(only, NEW))).containsExactly("guard-incomplete", "guard-missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            taken     |                                                                          | forbidden-write-accepted
            denied    | pods "x" is forbidden: ValidatingAdmissionPolicy 'client-intents-operator' with binding 'b' denied request: the client-intents operator changes labels, so its account is not allowed to change annotation x | good
            denied    | serviceaccounts "x" is forbidden: User "u" cannot impersonate resource   | not-checked
            denied    | pods "x" is forbidden: User "o" cannot patch resource "pods"             | good
            denied    | pods "x" is forbidden: violates PodSecurity "restricted:latest"          | not-checked
            not tried | no pod                                                                   | not-checked
            """)
    void whatADryRunWasAnsweredSaysWhetherItBites(String what, @Nullable String text, String expected) {
        String message = text == null ? "" : text;
        Attempt attempt = switch (what) {
            case "taken" -> new Attempt.Accepted(Map.of());
            case "denied" -> new Attempt.Denied(message);
            default -> new Attempt.NotTried(message);
        };

        assertThat(BoundsCheck.tried(
                        Map.of(ForbiddenWrite.ANNOTATE_POD, attempt), guard(any -> true), operator(true), "u"))
                .singleElement()
                .satisfies(remark -> assertThat(
                                remark instanceof Ailment ailment
                                        ? ailment.symptom().id()
                                        : "good")
                        .isEqualTo(expected));
    }

    @Test
    void whoMayNotActAsTheOperatorIsToldOnce() {
        Attempt denied = new Attempt.Denied("User \"u\" cannot impersonate resource \"serviceaccounts\"");

        assertThat(BoundsCheck.tried(
                        Map.of(ForbiddenWrite.ANNOTATE_POD, denied, ForbiddenWrite.WRITE_FOREIGN_POLICY, denied),
                        guard(any -> true),
                        operator(true),
                        "u"))
                .singleElement()
                .isNotInstanceOf(Good.class);
    }

    private static OperatorInstallation operator(boolean ownCertificates) {
        return new OperatorInstallation(
                "client-intents",
                "client-intents",
                "client-intents",
                2,
                2,
                true,
                ownCertificates ? "client-intents-webhook" : null,
                new Scope(Enforcement.ACTIVE, Set.of("kube-system", "client-intents")),
                ExposureSettings.DEFAULT,
                EgressSettings.DEFAULT,
                HostSetting.NONE,
                false);
    }

    private static Guard guard(Predicate<ValidatingAdmissionPolicy> kept) {
        return new Guard(
                new Answer.Found<>(
                        all(ValidatingAdmissionPolicy.class).filter(kept).toList()),
                new Answer.Found<>(all(ValidatingAdmissionPolicyBinding.class).toList()),
                new Answer.Found<>(List.of()));
    }

    private static <T extends HasMetadata> Stream<T> all(Class<T> type) {
        return SHIPPED.stream().filter(type::isInstance).map(type::cast);
    }

    private static ServerVersion version(String text) {
        return ServerVersion.parse(text).orElseThrow();
    }

    private static List<String> codes(List<Remark> remarks) {
        return remarks.stream()
                .flatMap(remark -> remark instanceof Ailment ailment
                        ? Stream.of(ailment.symptom().id())
                        : Stream.of())
                .toList();
    }
}
