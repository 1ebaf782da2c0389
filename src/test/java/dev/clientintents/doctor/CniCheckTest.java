package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.cni.CniCheck;
import dev.clientintents.doctor.cni.CniEvidence;
import dev.clientintents.doctor.cni.CniEvidence.Agent;
import dev.clientintents.doctor.cni.CniEvidence.NodeFact;
import dev.clientintents.doctor.cni.CniEvidence.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clusters, as the traces of their plugins: {@code namespace/daemonset container@image?argument,container}, ConfigMaps
 * as {@code namespace/name key=value}, and nodes as a kubelet version, a label or the arguments of k3s.
 */
class CniCheckTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            Calico by manifest | kube-system/calico-node calico-node@docker.io/calico/node:v3.28.0 | | | ok Calico
            Calico by operator | calico-system/calico-node calico-node,flexvol | | | ok Calico
            Canal | kube-system/canal calico-node,kube-flannel | | | ok Canal
            Canal of RKE2 | kube-system/rke2-canal calico-node@rancher/hardened-calico:v3,kube-flannel@rancher/hardened-flannel:v0.25 | | | ok Canal
            Cilium | kube-system/cilium cilium-agent@quay.io/cilium/cilium:v1.16.1 | kube-system/cilium-config enable-policy=default | | ok Cilium
            Cilium that never enforces | kube-system/cilium cilium-agent | kube-system/cilium-config enable-policy=never | | cni-does-not-enforce enable-policy
            Cilium that only audits | kube-system/cilium cilium-agent | kube-system/cilium-config policy-audit-mode=true | | cni-does-not-enforce audit
            Cilium for its own policies alone | kube-system/cilium cilium-agent | kube-system/cilium-config enable-k8s-networkpolicy=false | | cni-does-not-enforce enable-k8s-networkpolicy
            Cilium elsewhere | cilium/cilium cilium-agent | cilium/cilium-config enable-policy=always | | ok Cilium
            Cilium of AKS | kube-system/cilium cilium-agent;kube-system/azure-cns cns-container | kube-system/cilium-config a=b | kubernetes.azure.com/cluster | ok Cilium
            GKE Dataplane V2 | kube-system/anetd cilium-agent | kube-system/cilium-config a=b | cloud.google.com/gke-nodepool | ok GKE Dataplane V2
            GKE with Calico | kube-system/calico-node calico-node | | cloud.google.com/gke-nodepool | ok Calico
            GKE with neither | kube-system/netd netd | | cloud.google.com/gke-nodepool | cni-does-not-enforce --enable-dataplane-v2
            Antrea | kube-system/antrea-agent antrea-agent,antrea-ovs | | | ok Antrea
            kube-router | kube-system/kube-router kube-router | | | ok kube-router
            kube-router without its firewall | kube-system/kube-router kube-router?--run-router=true?--run-firewall=false | | | cni-does-not-enforce --run-firewall=true
            Flannel and kube-router's firewall | kube-flannel/kube-flannel-ds kube-flannel;kube-system/kube-router kube-router?--run-firewall=true | | | ok kube-router
            kindnet of kind 0.24 | kube-system/kindnet kindnet-cni@docker.io/kindest/kindnetd:v20240813-c6f155d6 | | | ok kindnet
            kindnet of kind 0.23 | kube-system/kindnet kindnet-cni@docker.io/kindest/kindnetd:v20240513-cd2ac642 | | | cni-does-not-enforce v0.24
            kindnet by itself | kube-system/kindnet kindnet-cni@ghcr.io/aojea/kindnetd:v1.8.5 | | | ok kindnet
            kindnet of somebody | kube-system/kindnet kindnet-cni@registry.example.com/kindnetd:latest | | | cni-unknown kindnet
            Weave | kube-system/weave-net weave,weave-npc | | | ok Weave
            Weave without its controller | kube-system/weave-net weave | | | cni-does-not-enforce weave-npc
            AWS with its agent | kube-system/aws-node aws-node,aws-eks-nodeagent?--enable-ipv6=false?--enable-network-policy=true | | | ok Amazon VPC CNI
            AWS with its agent off | kube-system/aws-node aws-node,aws-eks-nodeagent?--enable-network-policy=false | | | cni-does-not-enforce enableNetworkPolicy
            AWS with Calico's policies | kube-system/aws-node aws-node;calico-system/calico-node calico-node | | | ok Calico
            EKS Auto Mode | | kube-system/amazon-vpc-cni enable-network-policy-controller=true | eks.amazonaws.com/compute-type | ok EKS Auto Mode
            EKS Auto Mode without policies | | | eks.amazonaws.com/compute-type | cni-does-not-enforce enable-network-policy-controller
            Azure NPM | kube-system/azure-npm azure-npm;kube-system/azure-cns cns-container | | kubernetes.azure.com/cluster | ok Azure Network Policy Manager
            Azure CNI alone | kube-system/azure-cns cns-container | | kubernetes.azure.com/cluster | cni-does-not-enforce --network-policy
            AKS with kubenet | kube-system/kube-proxy kube-proxy | | kubernetes.azure.com/cluster | cni-does-not-enforce kubenet
            OVN-Kubernetes | openshift-ovn-kubernetes/ovnkube-node ovn-controller,ovnkube-controller | | | ok OVN-Kubernetes
            OpenShift SDN | openshift-sdn/sdn sdn | | | ok OpenShift SDN
            Kube-OVN | kube-system/kube-ovn-cni cni-server | | | ok Kube-OVN
            Terway | kube-system/terway-eniip terway,policy | kube-system/eni-config disable_network_policy=false | | ok Alibaba Terway
            Terway without policies | kube-system/terway-eniip terway | kube-system/eni-config disable_network_policy=true | | cni-does-not-enforce disable_network_policy
            Terway of which nobody knows | kube-system/terway-eniip terway | | | cni-unknown Terway
            NSX | nsx-system/nsx-node-agent nsx-node-agent,nsx-kube-proxy | | | ok NSX
            Flannel | kube-flannel/kube-flannel-ds kube-flannel@docker.io/flannel/flannel:v0.25.5 | | | cni-does-not-enforce NOTHING IS CLOSED: Flannel
            Flannel under another name | kube-system/net node@docker.io/flannel/flannel:v0.25.5 | | | cni-does-not-enforce Flannel
            Flannel with its policies | kube-flannel/kube-flannel-ds kube-flannel,kube-network-policies | | | ok Flannel with kube-network-policies
            Flannel and another engine | kube-flannel/kube-flannel-ds kube-flannel;kube-system/kube-network-policies kube-network-policies | | | ok kube-network-policies
            k3s | | | v1.31.2+k3s1 | ok k3s
            k3s without policies | | | v1.31.2+k3s1;["server","--flannel-backend","none","--disable-network-policy"] | cni-does-not-enforce --disable-network-policy
            k3s whose file says it | | | v1.31.2+k3s1;["server","--disable-network-policy","true"] | cni-does-not-enforce --disable-network-policy
            k3s whose file says otherwise | | | v1.31.2+k3s1;["server","--disable-network-policy","false"] | ok k3s
            k3s with Cilium | kube-system/cilium cilium-agent | kube-system/cilium-config a=b | v1.31.2+k3s1;["server","--disable-network-policy"] | ok Cilium
            nothing | kube-system/kube-proxy kube-proxy | | | cni-unknown kubenet
            something else | kube-system/multinet multinet-agent | | v1.31.2 | cni-unknown podSelector {}
            """)
    void aClusterIsJudgedByItsTraces(
            String cluster, @Nullable String agents, @Nullable String configs, @Nullable String nodes, String verdict) {
        List<Remark> remarks = CniCheck.remarks(
                new Answer.Found<>(new CniEvidence(agents(agents), configs(configs), Set.of(), nodes(nodes))),
                List.of());

        String[] expected = verdict.split(" ", 2);
        if (expected[0].equals("ok")) {
            assertThat(remarks)
                    .first()
                    .isInstanceOfSatisfying(
                            Good.class,
                            good -> assertThat(good.message())
                                    .startsWith(expected[1])
                                    .contains("enforces"));
        } else {
            assertThat(remarks).singleElement().isInstanceOfSatisfying(Ailment.class, ailment -> {
                assertThat(ailment.symptom().id()).isEqualTo(expected[0]);
                assertThat(ailment.message() + ailment.advice()).contains(expected[1]);
            });
        }
    }

    @Test
    void severalThatEnforceAreAWarning() {
        assertThat(codes(evidence(
                        agents("kube-system/calico-node calico-node;kube-system/cilium cilium-agent"),
                        configs("kube-system/cilium-config a=b"))))
                .containsExactly("several-cnis");
    }

    @Test
    void anAgentThatSelectsNoNodeIsNone() {
        var agent = new Agent("kube-system", "calico-node", 0, 0, List.of());
        var nodes = nodes("cloud.google.com/gke-nodepool");

        assertThat(codes(new CniEvidence(List.of(agent), Map.of(), Set.of(), nodes)))
                .containsExactly("cni-does-not-enforce");
    }

    @Test
    void anAgentThatIsNotReadyEverywhereIsAWarning() {
        var agent = new Agent("kube-system", "calico-node", 5, 3, List.of());

        assertThat(CniCheck.remarks(new Answer.Found<>(evidence(List.of(agent), Map.of())), List.of()))
                .last()
                .isInstanceOfSatisfying(
                        Ailment.class, ailment -> assertThat(ailment.message()).contains("ready on 3 of 5 nodes"));
    }

    @Test
    void definitionsWithoutAnAgentAreToldAsLeftovers() {
        assertThat(CniCheck.remarks(
                        new Answer.Found<>(
                                new CniEvidence(List.of(), Map.of(), Set.of("crd.projectcalico.org"), List.of())),
                        List.of()))
                .singleElement()
                .isInstanceOfSatisfying(
                        Ailment.class,
                        ailment -> assertThat(ailment.message()).contains("definitions of Calico are there"));
    }

    @Test
    void whatMayNotBeReadIsANote() {
        assertThat(CniCheck.remarks(new Answer.Refused<>("daemonsets is forbidden"), List.of()))
                .singleElement()
                .isInstanceOfSatisfying(Ailment.class, ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.NOT_CHECKED);
                    assertThat(ailment.message()).contains("daemonsets is forbidden");
                });
    }

    private static CniEvidence evidence(List<Agent> agents, Map<String, Map<String, String>> configs) {
        return new CniEvidence(agents, configs, Set.of(), List.of());
    }

    private static List<String> codes(CniEvidence evidence) {
        return CniCheck.remarks(new Answer.Found<>(evidence), List.of()).stream()
                .filter(Ailment.class::isInstance)
                .map(remark -> ((Ailment) remark).symptom().id())
                .toList();
    }

    private static List<Agent> agents(@Nullable String text) {
        return parts(text, ";").map(CniCheckTest::agent).toList();
    }

    private static Agent agent(String text) {
        String[] words = text.split("[ /]", 3);
        return new Agent(
                words[0],
                words[1],
                3,
                3,
                parts(words[2], ",").map(CniCheckTest::part).toList());
    }

    private static Part part(String text) {
        var words = new ArrayList<>(List.of(text.split("\\?")));
        String[] name = words.remove(0).split("@", 2);
        return new Part(name[0], name.length == 2 ? name[1] : "", List.copyOf(words), Map.of());
    }

    private static Map<String, Map<String, String>> configs(@Nullable String text) {
        var configs = new TreeMap<String, Map<String, String>>();
        parts(text, ";").forEach(config -> {
            String[] words = config.split(" ", 2);
            String[] entry = words[1].split("=", 2);
            configs.put(words[0], Map.of(entry[0], entry[1]));
        });
        return configs;
    }

    private static List<NodeFact> nodes(@Nullable String text) {
        return parts(text, ";")
                .map(fact -> new NodeFact(
                        fact.startsWith("v") ? fact : "v1.31.0", Set.of(fact), fact.startsWith("[") ? fact : ""))
                .toList();
    }

    private static Stream<String> parts(@Nullable String text, String separator) {
        return text == null ? Stream.of() : Stream.of(text.split(separator)).map(String::strip);
    }
}
