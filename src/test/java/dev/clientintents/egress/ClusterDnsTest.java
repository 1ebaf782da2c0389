package dev.clientintents.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.NameServers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterDnsTest {

    private static final String KUBE_DNS = "kube-system/{k8s-app=kube-dns} [UDP 53, TCP 53]";
    private static final String NODE_CACHE = """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {namespace: kube-system, name: node-local-dns}
            spec:
              selector: {matchLabels: {k8s-app: node-local-dns}}
              template:
                metadata: {labels: {k8s-app: node-local-dns}}
                spec:
                  hostNetwork: true
                  containers:
                    - name: node-cache
                      args: [-localip, "169.254.20.10,10.96.0.10", -conf, /etc/Corefile]
                      ports:
                        - {name: dns, containerPort: 53, protocol: UDP}
                        - {name: dns-tcp, containerPort: 53, protocol: TCP}
                        - {name: metrics, containerPort: 9253, protocol: TCP}
            """;
    private static final String OPENSHIFT = """
            apiVersion: v1
            kind: Service
            metadata: {namespace: openshift-dns, name: dns-default}
            spec:
              clusterIP: 172.30.0.10
              selector: {dns.operator.openshift.io/daemonset-dns: default}
              ports:
                - {name: dns, port: 53, protocol: UDP, targetPort: dns}
                - {name: dns-tcp, port: 53, protocol: TCP, targetPort: dns-tcp}
                - {name: metrics, port: 9154, protocol: TCP, targetPort: metrics}
            """;
    private static final String OPENSHIFT_POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              namespace: openshift-dns
              name: dns-default-x
              labels: {dns.operator.openshift.io/daemonset-dns: default}
            spec:
              containers:
                - name: dns
                  ports:
                    - {name: dns, containerPort: 5353, protocol: UDP}
                    - {name: dns-tcp, containerPort: 5353, protocol: TCP}
            """;

    record Distribution(String name, Facts facts, List<String> servers) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Distribution> distributions() {
        return Stream.of(
                row(
                        "kubeadm, kind",
                        new Facts()
                                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "10.96.0.10")
                                .asking("10.96.0.10"),
                        KUBE_DNS,
                        "10.96.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "k3s, and no resolv.conf is known",
                        new Facts().withService("kube-system", "kube-dns", "k8s-app: kube-dns", "10.43.0.10"),
                        KUBE_DNS,
                        "10.43.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "RKE2",
                        new Facts()
                                .withService(
                                        "kube-system",
                                        "rke2-coredns-rke2-coredns",
                                        "app.kubernetes.io/instance: rke2-coredns, k8s-app: kube-dns",
                                        "10.43.0.10")
                                .asking("10.43.0.10"),
                        "kube-system/{app.kubernetes.io/instance=rke2-coredns,k8s-app=kube-dns} [UDP 53, TCP 53]",
                        "10.43.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "EKS",
                        new Facts()
                                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "172.20.0.10")
                                .asking("172.20.0.10"),
                        KUBE_DNS,
                        "172.20.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "EKS Auto Mode: the node answers at an address of no Service",
                        new Facts().asking("172.20.0.10"),
                        "172.20.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "AKS without LocalDNS",
                        new Facts()
                                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "10.0.0.10")
                                .asking("10.0.0.10"),
                        KUBE_DNS,
                        "10.0.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "AKS with LocalDNS: nodes without it ask the pods",
                        new Facts()
                                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "10.0.0.10")
                                .asking("169.254.10.11"),
                        KUBE_DNS,
                        "10.0.0.10/32 [UDP 53, TCP 53]",
                        "169.254.10.10/32 [UDP 53, TCP 53]",
                        "169.254.10.11/32 [UDP 53, TCP 53]"),
                row(
                        "GKE kube-dns",
                        new Facts()
                                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "34.118.224.10")
                                .asking("34.118.224.10"),
                        KUBE_DNS,
                        "34.118.224.10/32 [UDP 53, TCP 53]"),
                row(
                        "GKE with pods of node-local-dns",
                        new Facts()
                                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "34.118.224.10")
                                .withService("kube-system", "kube-dns-upstream", "k8s-app: kube-dns", "34.118.225.7")
                                .with(NODE_CACHE
                                        .replace("hostNetwork: true", "hostNetwork: false")
                                        .replace("-localip, \"169.254.20.10,10.96.0.10\"", "-localip=0.0.0.0"))
                                .asking("34.118.224.10"),
                        KUBE_DNS,
                        "kube-system/{k8s-app=node-local-dns} [UDP 53, TCP 53]",
                        "34.118.224.10/32 [UDP 53, TCP 53]",
                        "34.118.225.7/32 [UDP 53, TCP 53]"),
                row("Cloud DNS for GKE", new Facts().asking("169.254.169.254"), "169.254.169.254/32 [UDP 53, TCP 53]"),
                row(
                        "OpenShift: the pods have another port than the Service",
                        new Facts().with(OPENSHIFT).with(OPENSHIFT_POD).asking("172.30.0.10"),
                        "openshift-dns/{dns.operator.openshift.io/daemonset-dns=default} [UDP 5353, TCP 5353]",
                        "172.30.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "Gardener: the pods have another port than the Service",
                        new Facts().with("""
                                        apiVersion: v1
                                        kind: Service
                                        metadata: {namespace: kube-system, name: kube-dns}
                                        spec:
                                          clusterIP: 100.64.0.10
                                          selector: {k8s-app: kube-dns}
                                          ports:
                                            - {name: dns, port: 53, protocol: UDP, targetPort: 8053}
                                            - {name: dns-tcp, port: 53, protocol: TCP, targetPort: 8053}
                                        """),
                        "kube-system/{k8s-app=kube-dns} [UDP 8053, TCP 8053]",
                        "100.64.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "the chart of CoreDNS in a namespace of its own",
                        new Facts()
                                .withService("dns", "coredns", "k8s-app: coredns", "10.96.0.10")
                                .asking("10.96.0.10"),
                        "dns/{k8s-app=coredns} [UDP 53, TCP 53]",
                        "10.96.0.10/32 [UDP 53, TCP 53]"),
                row(
                        "NodeLocal DNSCache with kube-proxy's iptables mode",
                        new Facts()
                                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "10.96.0.10")
                                .with(NODE_CACHE)
                                .asking("10.96.0.10"),
                        KUBE_DNS,
                        "10.96.0.10/32 [UDP 53, TCP 53]",
                        "169.254.20.10/32 [UDP 53, TCP 53]"),
                row(
                        "NodeLocal DNSCache of Kubespray with kube-proxy's IPVS mode",
                        new Facts()
                                .withService("kube-system", "coredns", "k8s-app: kube-dns", "10.233.0.3")
                                .with(NODE_CACHE
                                        .replace("name: node-local-dns}", "name: nodelocaldns}")
                                        .replace("169.254.20.10,10.96.0.10", "169.254.25.10"))
                                .asking("169.254.25.10"),
                        KUBE_DNS,
                        "10.233.0.3/32 [UDP 53, TCP 53]",
                        "169.254.25.10/32 [UDP 53, TCP 53]"),
                row(
                        "dual stack",
                        new Facts()
                                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "10.96.0.10", "fd00:10::a")
                                .asking("10.96.0.10", "fd00:10::a"),
                        KUBE_DNS,
                        "10.96.0.10/32 [UDP 53, TCP 53]",
                        "fd00:10::a/128 [UDP 53, TCP 53]"),
                row(
                        "a headless Service",
                        new Facts().withService("kube-system", "coredns", "k8s-app: kube-dns", "None"),
                        KUBE_DNS));
    }

    private static Distribution row(String name, Facts facts, String... servers) {
        return new Distribution(name, facts, List.of(servers));
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void eachDistributionTellsWhereNamesAreResolved(Distribution distribution) {
        NameServers servers = distribution.facts().servers();

        assertThat(servers.problem()).isNull();
        assertThat(Facts.lines(servers)).containsExactlyElementsOf(distribution.servers());
    }

    @Test
    void nobodyPassesPodsOfItsOwnOffAsNameServers() {
        Facts facts = new Facts()
                .withService("kube-system", "kube-dns", "k8s-app: kube-dns", "10.96.0.10")
                .withService("tenant", "kube-dns", "k8s-app: kube-dns", "10.96.7.7")
                .with(NODE_CACHE.replace("namespace: kube-system", "namespace: tenant"))
                .with(OPENSHIFT.replace("namespace: openshift-dns", "namespace: openshift-dns-tenant"))
                .asking("10.96.0.10");

        assertThat(Facts.lines(facts.servers())).containsExactly(KUBE_DNS, "10.96.0.10/32 [UDP 53, TCP 53]");
    }

    @Test
    void theServiceWithTheAddressThatPodsAskBringsNoCachesOfItsNamespace() {
        Facts facts = new Facts()
                .withService("dns", "coredns", "k8s-app: coredns", "10.96.0.10")
                .with(NODE_CACHE.replace("namespace: kube-system", "namespace: dns"))
                .asking("10.96.0.10");

        assertThat(Facts.lines(facts.servers()))
                .containsExactly("dns/{k8s-app=coredns} [UDP 53, TCP 53]", "10.96.0.10/32 [UDP 53, TCP 53]");
    }

    @Test
    void aNameThatNoPodBindsIsNotTakenForTheUsualPort() {
        NameServers servers = new Facts().with(OPENSHIFT).asking("172.30.0.10").servers();

        assertThat(servers.servers()).isEmpty();
        assertThat(servers.problem())
                .isEqualTo(
                        "no pod behind Service openshift-dns/dns-default is known that has the port UDP dns; name the"
                                + " servers with --dns, as in --dns"
                                + " openshift-dns/dns.operator.openshift.io/daemonset-dns=default:5353");
    }

    @Test
    void onlyPodsBehindTheServiceTellItsPorts() {
        assertThat(new Facts()
                        .with(OPENSHIFT)
                        .with(OPENSHIFT_POD.replace("namespace: openshift-dns", "namespace: tenant"))
                        .with(OPENSHIFT_POD.replace("daemonset-dns: default", "daemonset-dns: other"))
                        .servers()
                        .servers())
                .isEmpty();
    }

    @Test
    void whatAnswersBehindAServiceWithoutASelectorIsNotGuessed() {
        NameServers servers = new Facts().with("""
                        apiVersion: v1
                        kind: Service
                        metadata: {namespace: kube-system, name: kube-dns}
                        spec: {clusterIP: 10.96.0.10, ports: [{port: 53, protocol: UDP}]}
                        """).asking("10.96.0.10").servers();

        assertThat(servers.problem())
                .startsWith("Service kube-system/kube-dns has no selector")
                .contains("--dns");
    }

    @Test
    void anotherNameForAHostOutsideIsNoNameServer() {
        assertThat(new Facts().with("""
                                apiVersion: v1
                                kind: Service
                                metadata: {namespace: kube-system, name: dns}
                                spec: {type: ExternalName, externalName: dns.example.com, ports: [{port: 53}]}
                                """).servers().problem()).isNotNull();
    }

    @Test
    void nothingIsOpenedWhereNothingIsFound() {
        NameServers servers = new Facts()
                .withService("tenant", "kube-dns", "k8s-app: kube-dns", "10.96.7.7")
                .asking("127.0.0.53")
                .servers();

        assertThat(servers.servers()).isEmpty();
        assertThat(servers.problem())
                .isEqualTo("neither kube-system nor openshift-dns has a Service with port 53 or caches on nodes, and no"
                        + " resolv.conf names a name server; name the servers with --dns, as in --dns"
                        + " kube-system/k8s-app=kube-dns:53");
    }

    @Test
    void argumentsOfACacheThatAreNoAddressesOpenNothing() {
        assertThat(Facts.lines(new Facts()
                        .with(NODE_CACHE.replace(
                                "169.254.20.10,10.96.0.10", "0.0.0.0/0,0.0.0.0,::,__PILLAR__DNS__SERVER__,10.96.0.10"))
                        .servers()))
                .containsExactly("10.96.0.10/32 [UDP 53, TCP 53]");
    }

    @Test
    void aCacheOfEveryPodOfItsNamespaceIsNone() {
        assertThat(new Facts()
                        .with(NODE_CACHE
                                .replace("hostNetwork: true", "hostNetwork: false")
                                .replace("-localip, \"169.254.20.10,10.96.0.10\"", "-v")
                                .replace("selector: {matchLabels: {k8s-app: node-local-dns}}", "selector: {}"))
                        .servers()
                        .servers())
                .isEmpty();
    }
}
