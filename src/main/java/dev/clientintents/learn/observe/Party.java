package dev.clientintents.learn.observe;

import dev.clientintents.model.WorkloadId;
import org.jspecify.annotations.Nullable;

/** One end of a connection that was seen, once it is resolved. */
public sealed interface Party {

    /** The pods of a workload. */
    record OfWorkload(WorkloadId workload) implements Party {

        @Override
        public String toString() {
            return workload.toString();
        }
    }

    /**
     * What is no pod, and so cannot declare: a node, a load balancer, the world.
     *
     * @param what what it is, for people
     * @param host a host name by which the client asked for it, or {@code name.namespace.svc} of a Service that selects no pods;
     *     null where none is known
     * @param address its address; null where none is known, and where it stands for several
     */
    record Outside(
            String what, @Nullable String host, @Nullable String address) implements Party {

        /** The API server, which is declared as the Service {@code kubernetes} of the namespace {@code default}. */
        public static final Outside API_SERVER = new Outside("API server", "kubernetes.default.svc", null);

        /** Every node; their addresses come and go, and are not told apart. */
        public static final Outside NODE = new Outside("node", null, null);

        @Override
        public String toString() {
            String name = host == null ? address : host;
            return name == null ? what : name + " (" + what + ")";
        }
    }

    /**
     * What may be a pod, but it cannot be told of which workload: its address belonged to several within a moment, or its name
     * is not in the input.
     *
     * @param name what the source calls it
     * @param why why it is not known
     */
    record Unknown(String name, String why) implements Party {

        @Override
        public String toString() {
            return name;
        }
    }
}
