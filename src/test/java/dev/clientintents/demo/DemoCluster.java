package dev.clientintents.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/** A cluster that lives as long as the demo. */
interface DemoCluster extends AutoCloseable {

    /** How to reach it, with the right to do everything. */
    Config config();

    KubernetesClient client();

    /** Makes {@code ClientIntents} known to the API server. */
    void installCrd();

    /** Brings objects about, in their order. */
    void apply(List<HasMetadata> objects);

    /** How long it may take until every declaration is reported to be in force. */
    Duration patience();

    /** What a person at a second terminal can do here, in whole lines. */
    String invitation(List<HasMetadata> example);

    @Override
    void close();
}
