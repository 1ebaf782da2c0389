package dev.clientintents.operator.work;

import dev.clientintents.model.ServerId;
import dev.clientintents.status.WriteState;
import dev.clientintents.status.WriteStates;
import java.util.Optional;

/** Tells how far the policies of servers are, from what is under way: what is not is as it must be. */
public final class ServerStates implements WriteStates {

    private final Work<ServerId, ServerProgress> servers;

    /** Tells of these servers. */
    public ServerStates(Work<ServerId, ServerProgress> servers) {
        this.servers = servers;
    }

    @Override
    public WriteState of(ServerId server) {
        Optional<WriteState> known = servers.memory(server).map(ServerProgress::state);
        if (servers.isMoving(server)) {
            return known.filter(WriteState.Pending.class::isInstance).orElse(WriteState.QUEUED);
        }
        return known.orElse(WriteState.DONE);
    }
}
