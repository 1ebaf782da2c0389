package dev.clientintents.rule;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.model.ClientId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is to become of a client's way out. */
public sealed interface EgressPlan {

    /**
     * It is closed: the client's pods connect to what a rule admits, and to nothing else.
     *
     * @param client the client
     * @param subjects its pods
     * @param rules what they connect to, in the order in which a back end writes it
     * @param named what they reach by name, which a policy of the network plugin has to say beside; null where nothing
     * @param unreached what is declared and cannot be told to any policy; it is not reached, because the way out was closed
     *     before, or its namespace denies what goes out
     */
    record Closed(
            ClientId client,
            Subjects subjects,
            List<Rule> rules,
            @Nullable HostAccess named,
            List<Untold> unreached) implements EgressPlan {

        public Closed {
            rules = List.copyOf(rules);
            unreached = List.copyOf(unreached);
        }

        /** Returns the same plan with further rules at the end. */
        public Closed and(List<Rule> more) {
            return more.isEmpty()
                    ? this
                    : new Closed(
                            client,
                            subjects,
                            Stream.concat(rules.stream(), more.stream()).toList(),
                            named,
                            unreached);
        }
    }

    /**
     * It stays open, because closing it would cut what is declared.
     *
     * @param reasons what stands in the way; never empty
     */
    record NotEnforceable(List<Untold> reasons) implements EgressPlan {

        public NotEnforceable {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Not known yet: what is written stays, and what is open stays open.
     *
     * @param reason what it waits for, as a sentence without its end
     */
    record Undecided(String reason) implements EgressPlan {}

    /** Nobody asks for closing it. */
    record Open() implements EgressPlan {}
}
