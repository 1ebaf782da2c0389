package dev.clientintents.graph;

import dev.clientintents.model.AccessKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The declaration that one client consumes one server.
 *
 * @param server what is consumed
 * @param grants one for each port that the intent lists, or a single one for all ports
 */
public record Intent(ServerId server, List<Grant> grants) {

    /**
     * One access key of an intent and what it opens.
     *
     * @param key the label that the client's pods carry
     * @param ports the ports as the intent lists them, of the Service where the server is one; null means all
     */
    public record Grant(AccessKey key, @Nullable PortRange ports) {}

    /** Returns an intent on the listed ports of the server, or on all its ports where the list is empty. */
    public static Intent of(ServerId server, List<PortRange> ports) {
        List<Grant> grants = ports.isEmpty()
                ? List.of(new Grant(AccessKey.of(server), null))
                : ports.stream()
                        .distinct()
                        .map(range -> new Grant(AccessKey.of(server, range), range))
                        .toList();
        return new Intent(server, grants);
    }
}
