package dev.clientintents.reach;

import dev.clientintents.model.PortRange;
import java.util.Map;

/**
 * What policies see of a pod; pods for which it is equal are alike to every policy of the world.
 *
 * @param labels those that some selector mentions, see {@link Vocabulary}
 * @param ports the numbers of the port names that some rule mentions
 */
record PodClass(
        String namespace, Map<String, String> labels, Map<PortRange.Named, PortSet> ports, boolean hostNetwork) {}
