package dev.clientintents.reach.engine;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.PortSet;
import java.util.Map;

/**
 * The properties of a pod that policies see; pods with equal ones are alike to every policy of the world.
 *
 * @param labels those that some selector mentions, see {@link Vocabulary}
 * @param ports the numbers of the port names that some rule mentions
 */
public record PodClass(
        String namespace, Map<String, String> labels, Map<PortRange.Named, PortSet> ports, boolean hostNetwork) {}
