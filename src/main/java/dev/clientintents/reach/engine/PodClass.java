package dev.clientintents.reach.engine;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.PortSet;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What policies see of a pod; pods for which it is equal are alike to every policy of the world.
 *
 * @param labels those that some selector mentions, see {@link Vocabulary}
 * @param ports the numbers of the port names that some rule mentions
 */
public record PodClass(
        String namespace, Map<String, String> labels, Map<PortRange.Named, PortSet> ports, boolean hostNetwork) {

    // written out: see "Quick starts" in architecture.md
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof PodClass other
                && Objects.equals(namespace, other.namespace)
                && Objects.equals(labels, other.labels)
                && Objects.equals(ports, other.ports)
                && hostNetwork == other.hostNetwork;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * Objects.hashCode(namespace) + Objects.hashCode(labels)) + Objects.hashCode(ports))
                + Boolean.hashCode(hostNetwork);
    }
}
