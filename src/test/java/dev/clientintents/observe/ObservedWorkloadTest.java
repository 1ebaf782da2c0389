package dev.clientintents.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.OwnSelector;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObservedWorkloadTest {

    @Test
    void labelsAndExpressionsAreWhatTheWorkloadSays() {
        assertThat(read("apps", new LabelSelector(List.of(expression("tier", "In", "b", "a")), Map.of("app", "db"))))
                .isEqualTo(new OwnSelector.Known(new Selector(
                        List.of(Requirement.of("app", "db"), Requirement.parse("tier", "In", List.of("a", "b"))))));
    }

    @Test
    void aSelectorThatAPolicyCannotUseIsNamed() {
        var unusable = new OwnSelector.Unusable("Deployment db has no spec.selector by which a policy could select");

        assertThat(List.of(
                        read("apps", null),
                        read("apps", new LabelSelector(List.of(), Map.of())),
                        read("apps", new LabelSelector(List.of(expression("tier", "Near", "a")), Map.of("app", "db"))),
                        read("apps", new LabelSelector(List.of(expression("tier", "In")), Map.of("app", "db"))),
                        read("apps", new LabelSelector(List.of(), Map.of("clientintents.dev/workload", "db"))),
                        read("apps", new LabelSelector(List.of(longExpression(100)), Map.of()))))
                .containsOnly(unusable);
        assertThat(read("apps", new LabelSelector(List.of(longExpression(99)), Map.of())))
                .isInstanceOf(OwnSelector.Known.class);
    }

    @Test
    void theSelectorOfAJobIsMadeForEachJobAndNotUsed() {
        assertThat(read("batch", new LabelSelector(List.of(), Map.of("batch.kubernetes.io/controller-uid", "u"))))
                .isEqualTo(new OwnSelector.Unusable("Deployment db has no selector that outlives its pods"));
    }

    private static OwnSelector read(String group, @Nullable LabelSelector selector) {
        return ObservedWorkload.selector(group, "Deployment", "db", selector);
    }

    private static LabelSelectorRequirement longExpression(int values) {
        return expression(
                "app", "In", IntStream.range(0, values).mapToObj(i -> "v" + i).toArray(String[]::new));
    }

    private static LabelSelectorRequirement expression(String key, String operator, String... values) {
        return new LabelSelectorRequirement(key, operator, List.of(values));
    }
}
