package dev.clientintents.reach.engine;

import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.List;

/** What makes it impossible to know an answer. */
public sealed interface Culprit {

    /** A rule of which it is not known whether it means the other endpoint. */
    record Rule(AdminPolicy policy, TierRule rule) implements Culprit {}

    /** Policies of one priority that decide differently. */
    record Tie(List<AdminPolicy> policies) implements Culprit {

        public Tie {
            policies = List.copyOf(policies);
        }
    }
}
