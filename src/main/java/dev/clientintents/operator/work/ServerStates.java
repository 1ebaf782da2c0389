package dev.clientintents.operator.work;

import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.status.WriteState;
import dev.clientintents.status.WriteStates;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Tells how far policies and labels are, from what is under way: what is not is as it must be. */
public final class ServerStates implements WriteStates {

    private final Work<ServerId, ServerProgress> servers;
    private final Work<ClientId, EgressProgress> egress;
    private final Work<ObjectKey, PodProgress> pods;
    private final UtcTime time;

    /** Tells of these servers, ways out and pods. */
    public ServerStates(
            Work<ServerId, ServerProgress> servers,
            Work<ClientId, EgressProgress> egress,
            Work<ObjectKey, PodProgress> pods,
            UtcTime time) {
        this.servers = servers;
        this.egress = egress;
        this.pods = pods;
        this.time = time;
    }

    @Override
    public WriteState of(ServerId server) {
        return state(servers.memory(server).map(ServerProgress::state), servers.isMoving(server));
    }

    @Override
    public WriteState of(ClientId client) {
        return state(egress.memory(client).map(EgressProgress::state), egress.isMoving(client));
    }

    @Override
    public WriteState hosts(ClientId client) {
        return egress.memory(client).map(EgressProgress::hosts).orElse(WriteState.DONE);
    }

    private static WriteState state(Optional<WriteState> known, boolean moves) {
        return moves
                ? known.filter(it -> it instanceof WriteState.Pending || it instanceof WriteState.Undone)
                        .orElse(WriteState.QUEUED)
                : known.orElse(WriteState.DONE);
    }

    @Override
    public Optional<Instant> labellingSince(ObjectKey pod) {
        return pods.since(pod).map(time::of);
    }

    @Override
    public Set<String> undoneLabels(ObjectKey pod) {
        return pods.memory(pod).map(PodProgress::undone).orElse(Set.of());
    }
}
