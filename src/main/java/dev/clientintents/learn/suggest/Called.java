package dev.clientintents.learn.suggest;

import dev.clientintents.graph.OutsideServer;
import dev.clientintents.model.ServerId;

/** What a client calls. */
public sealed interface Called {

    /**
     * A server of the cluster.
     *
     * @param server a workload with its kind, or a Service
     */
    record Server(ServerId server) implements Called {

        @Override
        public String toString() {
            return server.toString();
        }
    }

    /** Something outside of the cluster. */
    record Outside(OutsideServer server) implements Called {

        @Override
        public String toString() {
            return server instanceof OutsideServer.Host host
                    ? host.name()
                    : ((OutsideServer.Addresses) server).block().cidr();
        }
    }
}
