package dev.clientintents.observe;

import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.NamespaceEntry.InvalidLabel;
import dev.clientintents.model.Denial;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads namespaces. */
public final class ObservedNamespace {

    private static final Map<String, Boolean> CLOSES_EGRESS = Map.of("declared", true, "open", false);

    private ObservedNamespace() {}

    /** Returns the entry of a namespace of which nothing else is known. */
    public static NamespaceEntry entry(Namespace namespace) {
        return entry(namespace, null);
    }

    /**
     * Returns the entry of a namespace; a label with a value that means nothing goes on saying what it said before.
     *
     * @param before the entry until now; null where there was none
     */
    public static NamespaceEntry entry(Namespace namespace, @Nullable NamespaceEntry before) {
        Map<String, String> labels =
                Optional.ofNullable(namespace.getMetadata().getLabels()).orElse(Map.of());
        var invalid = new ArrayList<InvalidLabel>();
        String deny = labels.get(Labels.DEFAULT_DENY);
        Denial defaultDeny = deny == null ? null : Denial.parse(deny).orElse(null);
        if (deny != null && defaultDeny == null) {
            invalid.add(invalid(Labels.DEFAULT_DENY, deny, before));
            defaultDeny = before == null ? null : before.defaultDeny();
        }
        String mode = labels.get(Labels.ENFORCEMENT);
        Enforcement enforcement = mode == null ? null : Enforcement.parse(mode).orElse(null);
        if (mode != null && enforcement == null) {
            invalid.add(invalid(Labels.ENFORCEMENT, mode, before));
            enforcement = before == null ? null : before.enforcement();
        }
        String egress = labels.get(Labels.EGRESS);
        Boolean closesEgress = egress == null ? null : CLOSES_EGRESS.get(egress);
        if (egress != null && closesEgress == null) {
            invalid.add(invalid(Labels.EGRESS, egress, before));
            closesEgress = before == null ? null : before.closesEgress();
        }
        return new NamespaceEntry(
                namespace.getMetadata().getName(),
                enforcement,
                defaultDeny,
                closesEgress,
                namespace.getMetadata().getDeletionTimestamp() != null,
                invalid);
    }

    private static InvalidLabel invalid(String label, String value, @Nullable NamespaceEntry before) {
        return new InvalidLabel(label, value, before == null || before.isUndecided(label));
    }
}
