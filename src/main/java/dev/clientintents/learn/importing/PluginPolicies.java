package dev.clientintents.learn.importing;

import dev.clientintents.effective.PolicyKind;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.reach.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The policies of a network plugin, as far as they are what a NetworkPolicy could say. */
interface PluginPolicies {

    /** Returns the kinds of these policies. */
    Set<PolicyKind> kinds();

    /** Returns why none of these policies can be imported; empty where some may be. */
    Optional<String> refusal(List<Manifest> policies);

    /**
     * Reads one of them.
     *
     * @throws NotSayable where it says something that no NetworkPolicy for ingress does, or that is not known
     */
    Policy read(Manifest policy) throws NotSayable;
}
