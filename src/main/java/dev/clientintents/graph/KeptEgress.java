package dev.clientintents.graph;

import dev.clientintents.model.ClientId;
import dev.clientintents.model.Labels;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.Set;

/**
 * A policy that exists and closes the way out of a client. It keeps it closed after the last intent went.
 *
 * @param client the client it stands for
 * @param selector how it selects pods
 * @param labelledPeers the servers that it tells by labels of the operator, so that their pods keep these
 * @param open whether it lets everything through as yet, because names of hosts are being learnt
 */
public record KeptEgress(ClientId client, Selector selector, Set<LabelledPeer> labelledPeers, boolean open) {

    /**
     * Pods of a server that are told by labels of the operator.
     *
     * @param namespace their namespace
     * @param selector the labels
     */
    public record LabelledPeer(String namespace, Selector selector) {

        static LabelledPeer of(ServerId server) {
            return new LabelledPeer(server.namespace(), Selector.of(Labels.of(server)));
        }

        /** Returns whether the pods of the workload carry the labels. */
        boolean isOf(WorkloadId workload) {
            return equals(of(ServerId.anyKind(workload.namespace(), workload.name())))
                    || equals(of(new ServerId(workload.namespace(), workload.kind(), workload.name())));
        }
    }

    public KeptEgress {
        labelledPeers = Set.copyOf(labelledPeers);
    }

    /** Returns whether it selects the pods of the client by the labels that the operator gives them. */
    public boolean selectsByLabels() {
        return selector.equals(Selector.of(Labels.of(client.asWorkload())));
    }
}
