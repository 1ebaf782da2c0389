package dev.clientintents.observe;

import dev.clientintents.graph.OwnSelector;
import dev.clientintents.model.Labels;
import dev.clientintents.model.Selector;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads by what workload objects find their own pods. */
public final class ObservedWorkload {

    /** The most labels and values of a selector: a policy of a common size has room for them. */
    private static final int LONGEST = 100;

    private ObservedWorkload() {}

    /**
     * Returns the selector of a workload, as far as a policy can use it. A Job's is made anew with each Job, and a
     * CronJob has none.
     *
     * @param group the group of the workload's kind
     * @param kind the kind
     * @param name its name
     * @param selector what its spec says; null where it says nothing
     */
    public static OwnSelector selector(String group, String kind, String name, @Nullable LabelSelector selector) {
        if (isOfAnotherMaking(group)) {
            return new OwnSelector.Unusable(kind + " " + name + " has no selector that outlives its pods");
        }
        Optional<Selector> read = selector == null ? Optional.empty() : ObservedSelector.read(selector);
        return read.filter(ObservedWorkload::isUsable)
                .<OwnSelector>map(OwnSelector.Known::new)
                .orElseGet(() -> new OwnSelector.Unusable(
                        kind + " " + name + " has no spec.selector by which a policy could select"));
    }

    /** Returns whether objects of the kinds of a group select pods by what is made for each of them. */
    public static boolean isOfAnotherMaking(String group) {
        return group.equals("batch");
    }

    private static boolean isUsable(Selector selector) {
        return !selector.selectsEverything()
                && selector.requirements().stream()
                                .mapToInt(it -> 1 + it.values().size())
                                .sum()
                        <= LONGEST
                && selector.requirements().stream().noneMatch(it -> it.key().startsWith(Labels.PREFIX));
    }
}
