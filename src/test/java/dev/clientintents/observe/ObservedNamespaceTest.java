package dev.clientintents.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.NamespaceEntry.InvalidLabel;
import dev.clientintents.model.Denial;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a namespace asks for by its labels, also while their values are not valid. */
class ObservedNamespaceTest {

    @ParameterizedTest(name = "first deny {0} and mode {1}, then {2} and {3}: deny {4}, mode {5}")
    @CsvSource({
        "ingress, active,  true,    Active,  INGRESS, ACTIVE",
        "egress,  shadow,  Egress,  SHADOW,  EGRESS,  SHADOW",
        ",        ,        'true',  Active,  ,",
        "ingress, shadow,  ,        ,        ,",
        "both,    active,  '',      '',      BOTH,    ACTIVE",
        "ingress, active,  yes,     shadow,  INGRESS, SHADOW",
        "both,    active,  egress,  local,   EGRESS,  LOCAL",
        ",        ,        ingress, active,  INGRESS, ACTIVE",
        ",        ,        both,    ,        BOTH,",
    })
    void aValueThatIsNotValidLeavesWhatWasSaidBefore(
            @Nullable String deny,
            @Nullable String mode,
            @Nullable String nextDeny,
            @Nullable String nextMode,
            @Nullable Denial denies,
            @Nullable Enforcement enforcement) {
        NamespaceEntry entry =
                ObservedNamespace.entry(namespace(nextDeny, nextMode), ObservedNamespace.entry(namespace(deny, mode)));

        assertThat(entry.defaultDeny()).isEqualTo(denies);
        assertThat(entry.enforcement()).isEqualTo(enforcement);
        assertThat(entry.invalid()).noneMatch(InvalidLabel::undecided);
        assertThat(ObservedNamespace.entry(namespace(nextDeny, nextMode), entry))
                .as("however often it is seen")
                .isEqualTo(entry);
    }

    @Test
    void aValueThatWasNeverValidIsUndecidedUntilItIs() {
        NamespaceEntry first = ObservedNamespace.entry(namespace("true", "Active"));
        NamespaceEntry second = ObservedNamespace.entry(namespace("yes", "shadow"), first);
        NamespaceEntry third = ObservedNamespace.entry(namespace("ingress", "Shadow"), second);
        NamespaceEntry fourth = ObservedNamespace.entry(namespace("no", null), third);

        assertThat(first.invalid())
                .containsExactly(
                        new InvalidLabel(Labels.DEFAULT_DENY, "true", true),
                        new InvalidLabel(Labels.ENFORCEMENT, "Active", true));
        assertThat(first.defaultDeny()).isNull();
        assertThat(first.enforcement()).isNull();
        assertThat(second.invalid()).containsExactly(new InvalidLabel(Labels.DEFAULT_DENY, "yes", true));
        assertThat(third.invalid()).containsExactly(new InvalidLabel(Labels.ENFORCEMENT, "Shadow", false));
        assertThat(third.enforcement()).isEqualTo(Enforcement.SHADOW);
        assertThat(fourth.invalid()).containsExactly(new InvalidLabel(Labels.DEFAULT_DENY, "no", false));
        assertThat(fourth.defaultDeny()).isEqualTo(Denial.INGRESS);
    }

    private static Namespace namespace(@Nullable String deny, @Nullable String mode) {
        var labels = new HashMap<String, String>();
        if (deny != null) {
            labels.put(Labels.DEFAULT_DENY, deny);
        }
        if (mode != null) {
            labels.put(Labels.ENFORCEMENT, mode);
        }
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .withLabels(labels)
                .endMetadata()
                .build();
    }
}
