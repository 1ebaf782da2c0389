package dev.clientintents.query;

import dev.clientintents.finding.Position;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client whose declaration of a server waits for the consent of the server's side.
 *
 * @param server the server, as the declaration names it
 * @param namespace the namespace of the client
 * @param kind the kind of the client; null where its declaration names none
 * @param name the name of the client
 * @param ports for which ports of the server it waits; null for all, and the list is never empty
 * @param closed whether the server is closed, so that the client does not reach it
 * @param position where it is declared, for the first time
 */
public record ConsentRequest(
        ServerId server,
        String namespace,
        @Nullable String kind,
        String name,
        @Nullable List<PortRange> ports,
        boolean closed,
        Position position) {

    public ConsentRequest {
        ports = ports == null ? null : List.copyOf(ports);
    }

    /** Returns the client as commands write workloads, for example {@code mobile/bff[Deployment]}. */
    public String client() {
        return namespace + "/" + name + (kind == null ? "" : "[" + kind + "]");
    }
}
