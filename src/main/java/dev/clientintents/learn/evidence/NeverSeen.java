package dev.clientintents.learn.evidence;

import dev.clientintents.finding.Position;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is declared and was never seen.
 *
 * @param ports the ports that are declared; none for all
 * @param position where it is declared
 * @param caution why it may be needed all the same, for people; null where nothing speaks for that
 */
public record NeverSeen(
        ClientId client,
        ServerId server,
        List<PortRange> ports,
        Position position,
        @Nullable String caution) {

    public NeverSeen {
        ports = List.copyOf(ports);
    }
}
