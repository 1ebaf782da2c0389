package dev.clientintents.graph;

import dev.clientintents.model.Denial;
import dev.clientintents.model.Enforcement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A namespace. A label whose value is not valid says nothing: what was in force before goes on.
 *
 * @param name its name
 * @param enforcement the level that its label asks for; null where it asks for none
 * @param defaultDeny what its label asks to deny, save what policies allow; null where it asks for nothing
 * @param closesEgress whether its label asks for closing the way out of its clients; null where it says nothing
 * @param terminating whether it is being deleted, so that nothing can be created in it
 * @param invalid the labels whose values are not valid, in the order of their names
 */
public record NamespaceEntry(
        String name,
        @Nullable Enforcement enforcement,
        @Nullable Denial defaultDeny,
        @Nullable Boolean closesEgress,
        boolean terminating,
        List<InvalidLabel> invalid) {

    /**
     * A label whose value is not valid.
     *
     * @param label its key
     * @param value what it says
     * @param undecided whether it is not known what it said before, so that what is written stays
     */
    public record InvalidLabel(String label, String value, boolean undecided) {}

    public NamespaceEntry {
        invalid = List.copyOf(invalid);
    }

    /** Creates a namespace without invalid labels, that says nothing of what goes out of it. */
    public NamespaceEntry(String name, @Nullable Enforcement enforcement, boolean deniesIngress, boolean terminating) {
        this(name, enforcement, deniesIngress ? Denial.INGRESS : null, null, terminating, List.of());
    }

    /** Returns whether its label asks to deny what comes in. */
    public boolean deniesIngress() {
        return defaultDeny != null && defaultDeny.ofIngress();
    }

    /** Returns whether its label asks to deny what goes out. */
    public boolean deniesEgress() {
        return defaultDeny != null && defaultDeny.ofEgress();
    }

    /** Returns whether the label's value is not valid, and it is not known what it said before. */
    public boolean isUndecided(String label) {
        return invalid.stream().anyMatch(it -> it.undecided() && it.label().equals(label));
    }
}
