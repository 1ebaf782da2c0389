package dev.clientintents.learn.importing;

import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import org.jspecify.annotations.Nullable;

/**
 * A workload as a source names it.
 *
 * @param kind its kind; null means any workload of that name
 */
public record Party(String namespace, @Nullable String kind, String name) {

    public static Party of(WorkloadId workload) {
        return new Party(workload.namespace(), workload.kind(), workload.name());
    }

    public ServerId server() {
        return new ServerId(namespace, kind, name);
    }
}
