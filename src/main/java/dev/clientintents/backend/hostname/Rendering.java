package dev.clientintents.backend.hostname;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/** What became of a client's access to hosts by name. */
public sealed interface Rendering {

    /** The policy that says it, exactly. */
    record Policy(GenericKubernetesResource object) implements Rendering {}

    /**
     * The network plugin cannot say it exactly, and nothing is written.
     *
     * @param reason what it cannot say, as a sentence without its end
     */
    record Refused(String reason) implements Rendering {}
}
