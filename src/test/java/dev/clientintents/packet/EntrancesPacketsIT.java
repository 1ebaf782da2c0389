package dev.clientintents.packet;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes to a server without declaring: it is never cut, gets in where it is led and nowhere else, and nobody with it. */
@RealPackets
class EntrancesPacketsIT extends PacketScenario {

    private static final String CONTROLLER =
            "{app: controller, app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}";

    EntrancesPacketsIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    @BeforeEach
    void defineMonitors() {
        Crd.define(client, "monitoring.coreos.com", "ServiceMonitor", "servicemonitors");
        stopOperator();
        startOperator();
    }

    @AfterEach
    void removeWhatIsInNoNamespace() {
        var monitors = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("servicemonitors.monitoring.coreos.com");
        monitors.delete();
        monitors.waitUntilCondition(it -> it == null, 20, TimeUnit.SECONDS);
        client.network().v1().ingressClasses().withName(ns).delete();
        client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(ns)
                .delete();
    }

    @Test
    void theFirstIntentCutsNeitherControllerNorScraperNorApiServerAndAdmitsNobodyElse() {
        LivePod controller = labelled(other, "controller", CONTROLLER);
        LivePod scraper = labelled(other, "prometheus", "{app: prometheus, app.kubernetes.io/name: prometheus}");
        LivePod apiServer = labelled(other, "api-server", "{app: api-server}");
        LivePod stranger = labelled(other, "stranger", "{app: stranger}");
        LivePod forger = labelled(ns, "forger", CONTROLLER.replace("app: controller,", "app: forger,"));
        LivePod web = deployment("web");
        LivePod client = deployment("client");
        stopOperator();
        startOperator(it -> TestSettings.like(it)
                .with(ExposureSettings.parse(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(other),
                        List.of(),
                        List.of(apiServer.address() + "/32")))
                .settings());
        leadTo("web");
        try (ContinuousProbe ofController = bed.watch(controller, web, HTTP);
                ContinuousProbe ofScraper = bed.watch(scraper, web, ADMIN);
                ContinuousProbe ofApiServer = bed.watch(apiServer, web, ADMIN)) {
            List<ContinuousProbe> all = List.of(ofController, ofScraper, ofApiServer);
            all.forEach(ContinuousProbe::awaitAdmitted);
            Instant start = Instant.now();

            declare("client", "client", "{name: web, ports: [{port: 8080}]}");

            awaitVerdict(stranger, web, HTTP, Verdict.BLOCKED);
            awaitVerdict(client, web, HTTP, Verdict.ALLOWED);
            awaitVerdict(controller, web, ADMIN, Verdict.BLOCKED);
            awaitVerdict(scraper, web, HTTP, Verdict.BLOCKED);
            awaitVerdict(apiServer, web, HTTP, Verdict.BLOCKED);
            awaitVerdict(stranger, web, ADMIN, Verdict.BLOCKED);
            awaitVerdict(forger, web, HTTP, Verdict.BLOCKED);
            awaitSettled(Set.of(ns));
            all.forEach(ContinuousProbe::awaitAdmitted);
            all.forEach(probe -> probe.assertNeverRefused(start));

            this.client
                    .network()
                    .v1()
                    .ingresses()
                    .inNamespace(ns)
                    .withName("web")
                    .delete();
            ofController.awaitRefused();
            ofScraper.assertNeverRefused(start);
        }
    }

    /** The address of a pod stands for that of a node, from which pods on the node's network connect. */
    @Test
    void aControllerOnTheNetworkOfItsNodesIsNeverCutAndGetsInFromTheirAddresses() {
        LivePod node = labelled(other, "node", "{app: node}");
        LivePod stranger = labelled(other, "stranger", "{app: stranger}");
        LivePod web = deployment("web");
        deployment("client");
        Node object = this.client
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(ns)
                        .endMetadata()
                        .build())
                .create();
        try {
            object.setStatus(new NodeStatusBuilder()
                    .addNewAddress(node.address(), "InternalIP")
                    .build());
            this.client.resource(object).updateStatus();
            apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: controller, namespace: %s, labels: %s}
                    spec:
                      hostNetwork: true
                      nodeName: %s
                      containers: [{name: app, image: app}]
                    """.formatted(other, CONTROLLER, ns));
            leadTo("web");
            try (ContinuousProbe ofController = bed.watch(node, web, HTTP)) {
                ofController.awaitAdmitted();
                Instant start = Instant.now();

                declare("client", "client", "{name: web, ports: [{port: 8080}]}");

                awaitVerdict(stranger, web, HTTP, Verdict.BLOCKED);
                awaitVerdict(node, web, ADMIN, Verdict.BLOCKED);
                awaitSettled(Set.of(ns));
                ofController.awaitAdmitted();
                ofController.assertNeverRefused(start);
            }
        } finally {
            this.client.nodes().withName(ns).delete();
        }
    }

    @Test
    void consentIsAskedForGivenAndWithdrawnWhileTheOwnNamespacesClientIsNeverCut() {
        LivePod own = deployment("own");
        LivePod foreign = deployment(other, "foreign", 1).get(0);
        LivePod db = deployment("db");
        declare("own", "own", "{name: db}");
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: foreign, namespace: %s}
                spec: {client: {name: foreign}, consumes: [{name: db, namespace: %s}]}
                """.formatted(other, ns));
        access("db", "consumers: []");
        awaitVerdict(foreign, db, HTTP, Verdict.BLOCKED);
        awaitVerdict(own, db, HTTP, Verdict.ALLOWED);
        try (ContinuousProbe ofOwn = bed.watch(own, db, HTTP);
                ContinuousProbe ofForeign = bed.watch(foreign, db, HTTP)) {
            ofOwn.awaitAdmitted();
            Instant start = Instant.now();

            access("db", "consumers: [{namespace: %s, name: foreign, ports: [{port: 8080}]}]".formatted(other));
            awaitSettled(Set.of(ns, other));
            ofForeign.awaitRefused(); // it declares all ports, and one is consented to

            access("db", "consumers: [{namespace: %s, name: foreign}]".formatted(other));
            ofForeign.awaitAdmitted();

            access("db", "consumers: [{namespace: %s, name: somebody}]".formatted(other));
            ofForeign.awaitRefused();
            Instant withdrawn = Instant.now();
            awaitSettled(Set.of(ns, other));
            ofForeign.awaitRefused();
            ofForeign.assertNeverAdmitted(withdrawn);
            ofOwn.awaitAdmitted();
            ofOwn.assertNeverRefused(start);
        }
    }

    @Test
    void aRangeWithItsExceptionAndAWorkloadThatIsNamedGetInOnTheirPortsOnly() {
        LivePod inside = deployment(other, "inside", 1).get(0);
        LivePod excepted = deployment(other, "excepted", 1).get(0);
        LivePod backup = deployment(other, "backup", 1).get(0);
        LivePod namesake = deployment("backup");
        LivePod db = deployment("db");

        access("db", """
                entrances:
                    - {cidrs: [{cidr: 0.0.0.0/0, except: [%s/32, %s/32, %s/32]}], ports: [{port: 8080}]}
                    - {workload: {name: backup, namespace: %s}, ports: [{port: 9090}]}
                """.formatted(excepted.address(), backup.address(), namesake.address(), other));

        awaitVerdict(excepted, db, HTTP, Verdict.BLOCKED);
        awaitVerdict(inside, db, HTTP, Verdict.ALLOWED);
        awaitVerdict(inside, db, ADMIN, Verdict.BLOCKED);
        awaitVerdict(backup, db, ADMIN, Verdict.ALLOWED);
        awaitVerdict(backup, db, HTTP, Verdict.BLOCKED);
        awaitVerdict(namesake, db, ADMIN, Verdict.BLOCKED);
    }

    private void access(String server, String fields) {
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ServerAccess
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  server: {name: %1$s}
                  %3$s
                """.formatted(server, ns, fields));
    }

    /** An Ingress to port 8080; annotations and a webhook that lead to port 9090. */
    private void leadTo(String server) {
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: %1$s, annotations: {meta.helm.sh/release-namespace: %2$s}}
                spec: {controller: k8s.io/ingress-nginx}
                """.formatted(ns, other));
        apply("""
                apiVersion: v1
                kind: Service
                metadata:
                  name: %1$s
                  namespace: %2$s
                  labels: {app: %1$s}
                spec:
                  selector: {app: %1$s}
                  ports: [{name: http, port: 80, targetPort: 8080}, {name: hooks, port: 443, targetPort: 9090}]
                """.formatted(server, ns));
        apply("""
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: {name: %1$s, namespace: %2$s}
                spec: {selector: {matchLabels: {app: %1$s}}, endpoints: [{port: hooks}]}
                """.formatted(server, ns));
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  ingressClassName: %2$s
                  defaultBackend: {service: {name: %1$s, port: {number: 80}}}
                """.formatted(server, ns));
        apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %2$s}
                webhooks:
                  - name: nothing.example.com
                    clientConfig: {service: {name: %1$s, namespace: %2$s}}
                    rules: []
                    failurePolicy: Ignore
                    sideEffects: None
                    admissionReviewVersions: [v1]
                """.formatted(server, ns));
    }

    private LivePod labelled(String namespace, String app, String labels) {
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %2$s, namespace: %1$s}
                spec:
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: %3$s}
                    spec:
                      containers: [{name: app, image: app, ports: [{containerPort: 8080}, {containerPort: 9090}]}]
                """.formatted(namespace, app, labels));
        return bed.awaitPods(namespace, app, 1).get(0);
    }
}
