package dev.clientintents.operator.watch;

import dev.clientintents.kube.MetadataApi;
import dev.clientintents.kube.MetadataWatch;
import dev.clientintents.kube.WorkloadSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.function.Consumer;

/** The requests to the API server that looking for owners needs: they read metadata alone, save for one. */
interface OwnerApi {

    /** Returns the metadata of one object. */
    ObjectMeta get(String path, Duration within);

    /** Returns of one object what says which pods are its own. */
    WorkloadSpec workload(String path, Duration within);

    /** Reads the metadata of all objects of a collection, and returns the version of the list. */
    String list(String path, Consumer<ObjectMeta> each);

    /** Tells of what is newer than a version, until the API server ends that. */
    void watch(String path, String version, MetadataWatch.Events each);

    /** Returns the one that asks the API server. */
    static OwnerApi of(MetadataApi api) {
        return new OwnerApi() {
            @Override
            public ObjectMeta get(String path, Duration within) {
                return api.get(path, within);
            }

            @Override
            public WorkloadSpec workload(String path, Duration within) {
                return api.workload(path, within);
            }

            @Override
            public String list(String path, Consumer<ObjectMeta> each) {
                return api.list(path, each);
            }

            @Override
            public void watch(String path, String version, MetadataWatch.Events each) {
                api.watch(path, version, each);
            }
        };
    }
}
