package dev.clientintents.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the pods of the cluster have names resolved. A client whose way out is closed reaches these beside what it
 * declares; where none is known nobody's is closed.
 *
 * @param servers in a fixed order; empty where none is known
 * @param problem why none is known, as a sentence without its end; null where some are
 */
public record NameServers(
        List<NameServer> servers, @Nullable String problem) {

    /** @throws IllegalArgumentException where there is neither a server nor a problem, or both */
    public NameServers {
        if (servers.isEmpty() == (problem == null)) {
            throw new IllegalArgumentException("either servers or the reason why there are none must be given");
        }
        servers = List.copyOf(servers);
    }

    /** Returns that no server is known, and why. */
    public static NameServers unknown(String problem) {
        return new NameServers(List.of(), problem);
    }
}
