package dev.clientintents.learn.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodNamesTest {

    @ParameterizedTest(name = "{0} {1} makes {2}")
    @CsvSource({
        "Deployment, web, web-6c9d8f7b5-x2b4c",
        "Deployment, web-api, web-api-5d4f6-b2c4d",
        "ReplicaSet, web-6c9d8, web-6c9d8-x2b4c",
        "DaemonSet, agent, agent-x2b4c",
        "StatefulSet, cart, cart-0",
        "StatefulSet, cart-0, cart-0-12",
        "Job, report, report-x2b4c",
        "Job, report, report-3-x2b4c",
        "CronJob, report, report-29384729-x2b4c",
        "DeploymentConfig, web, web-3-x2b4c",
        "Pod, web, web",
        "Rollout, web, web-6c9d8f7b5-x2b4c",
        "Kafka, broker, broker-0",
        "DaemonSet, a234567890-234567890-234567890-234567890-234567890-234567890, a234567890-234567890-234567890-234567890-234567890-2345678x2b4c",
        "Deployment, a234567890-234567890-234567890-234567890-234567890-2345, a234567890-234567890-234567890-234567890-234567890-2345-6dx2b4c"
    })
    void makes(String kind, String name, String pod) {
        assertThat(PodNames.makes(kind, name, pod)).isTrue();
    }

    @ParameterizedTest(name = "{0} {1} does not make {2}")
    @CsvSource({
        "Deployment, web, web-api-x2b4c",
        "Deployment, web, web-x2b4c",
        "Deployment, web, web-6c9d8-x2b4",
        "Deployment, web, webx-6c9d8-x2b4c",
        "DaemonSet, agent, agent-words",
        "StatefulSet, cart, cart-x2b4c",
        "StatefulSet, cart, cart-0-0",
        "CronJob, report, report-x2b4c",
        "CronJob, report, report-1-x2b4c",
        "Pod, web, web-0",
        "Kafka, broker, broker"
    })
    void makesNot(String kind, String name, String pod) {
        assertThat(PodNames.makes(kind, name, pod)).isFalse();
    }

    @ParameterizedTest(name = "{0} {1} owns {2} {3}: {4}")
    @CsvSource({
        "Deployment, web, ReplicaSet, web-6c9d8, true",
        "Rollout, web, ReplicaSet, web-6c9d8, true",
        "Deployment, web, ReplicaSet, web-api, false",
        "DaemonSet, web, ReplicaSet, web-6c9d8, false",
        "CronJob, report, Job, report-29384729, true",
        "CronJob, report, Job, report-1, false",
        "DeploymentConfig, web, ReplicationController, web-3, true",
        "Deployment, web, StatefulSet, web-6c9d8, false"
    })
    void owns(String kind, String name, String ownedKind, String owned, boolean whether) {
        assertThat(PodNames.owns(kind, name, ownedKind, owned)).isEqualTo(whether);
    }
}
