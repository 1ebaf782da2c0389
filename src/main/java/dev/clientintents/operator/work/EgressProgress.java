package dev.clientintents.operator.work;

import dev.clientintents.status.WriteState;
import dev.clientintents.transition.PolicyMemory;

/**
 * The state that is kept for a client while work on its way out is under way.
 *
 * @param transition what its next step needs
 * @param state how far it is
 * @param hosts how far the policy is that names the hosts it leads to
 */
public record EgressProgress(PolicyMemory transition, WriteState state, WriteState hosts) {}
