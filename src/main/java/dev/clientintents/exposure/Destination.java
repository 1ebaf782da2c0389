package dev.clientintents.exposure;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import java.util.List;

/** The pods to which an object leads traffic, as it names them. */
public sealed interface Destination {

    /** The pods behind a Service. */
    record ToService(ObjectKey service, PortRef port) implements Destination {}

    /** The pods behind all Services with certain labels. */
    record ToServices(NamespaceSet namespaces, Selector services, List<PortRef> ports) implements Destination {

        public ToServices {
            ports = List.copyOf(ports);
        }
    }

    /** All pods with certain labels. */
    record ToPods(NamespaceSet namespaces, Selector pods, List<PortRef> ports) implements Destination {

        public ToPods {
            ports = List.copyOf(ports);
        }
    }

    /** The pods of a workload. */
    record ToWorkload(WorkloadId workload, PortRef port) implements Destination {}
}
