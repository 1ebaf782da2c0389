package dev.clientintents.operator.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.NamespaceEntry.InvalidLabel;
import dev.clientintents.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InvalidLabelsTest {

    private final List<String> events = new ArrayList<>();
    private final InvalidLabels labels =
            new InvalidLabels((namespace, reason, message) -> events.add(namespace + " " + reason + " " + message));

    @Test
    void eachValueIsToldOnceUntilItIsAnother() {
        tell("true");
        tell("true");
        assertThat(events)
                .containsExactly(
                        "shop InvalidNamespaceLabel label clientintents.dev/default-deny: 'true' is not a"
                                + " valid value, so what was in force stays; write ingress or egress or both, or remove the label");

        tell("yes");
        assertThat(events).hasSize(2);
        tell();
        tell("yes");
        assertThat(events).hasSize(3);
    }

    @Test
    void aNamespaceThatIsGoneIsForgotten() {
        tell("true");
        labels.tell("shop", Optional.empty());
        tell("true");

        assertThat(events).hasSize(2);
    }

    @Test
    void theModesAreNamed() {
        labels.tell("shop", Optional.of(entry(new InvalidLabel(Labels.ENFORCEMENT, "Active", false))));

        assertThat(events)
                .singleElement()
                .asString()
                .contains("clientintents.dev/enforcement: 'Active'", "active", "shadow", "or remove the label");
    }

    private void tell(String... values) {
        labels.tell(
                "shop",
                Optional.of(entry(Stream.of(values)
                        .map(value -> new InvalidLabel(Labels.DEFAULT_DENY, value, false))
                        .toArray(InvalidLabel[]::new))));
    }

    private static NamespaceEntry entry(InvalidLabel... invalid) {
        return new NamespaceEntry("shop", null, null, null, false, List.of(invalid));
    }
}
