package dev.clientintents.learn.importing;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.World;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A world in which the rules of a source hold as policies, so that they can be compared with what intents come to. Its
 * pods carry a label that tells their workload, which no pod of a cluster has.
 */
final class DeclaredWorld {

    private static final String WORKLOAD = "import.clientintents.dev/workload";

    private final Map<WorkloadId, String> numbers = new HashMap<>();

    private DeclaredWorld() {}

    /** Returns the world with these rules beside its policies. */
    static World of(World world, List<DeclaredRule> rules) {
        return new DeclaredWorld().with(world, rules);
    }

    private World with(World world, List<DeclaredRule> rules) {
        List<World.Pod> pods = world.pods().stream().map(this::labelled).toList();
        var policies = new ArrayList<>(world.policies());
        for (DeclaredRule rule : rules) {
            policies.add(policy(rule, "import/" + policies.size()));
        }
        return new World(world.namespaces(), pods, policies, world.adminPolicies(), world.backends(), world.nodes());
    }

    private World.Pod labelled(World.Pod pod) {
        var labels = new HashMap<>(pod.labels());
        labels.put(WORKLOAD, number(pod.workload()));
        return new World.Pod(pod.workload(), pod.name(), labels, pod.ports(), pod.hostNetwork());
    }

    private String number(WorkloadId workload) {
        return numbers.computeIfAbsent(workload, it -> "w" + numbers.size());
    }

    private NetworkPolicy policy(DeclaredRule rule, String name) {
        LabelSelector server = rule.server() instanceof DeclaredRule.OfWorkloads of
                ? selector(of.workloads())
                : new LabelSelectorBuilder()
                        .withMatchLabels(((DeclaredRule.Labelled) rule.server()).labels())
                        .build();
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(rule.namespace())
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withPodSelector(server)
                .withPolicyTypes("Ingress")
                .withIngress(rule.clients().isEmpty() ? List.of() : List.of(ingress(rule)))
                .endSpec()
                .build();
    }

    private NetworkPolicyIngressRule ingress(DeclaredRule rule) {
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(new NetworkPolicyPeerBuilder()
                        .withNewNamespaceSelector()
                        .endNamespaceSelector()
                        .withPodSelector(selector(rule.clients()))
                        .build())
                .withPorts(rule.ports().stream().map(DeclaredWorld::port).toList())
                .build();
    }

    private LabelSelector selector(Collection<WorkloadId> workloads) {
        return new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey(WORKLOAD)
                .withOperator("In")
                .withValues(
                        workloads.isEmpty()
                                ? List.of("none")
                                : workloads.stream().map(this::number).sorted().toList())
                .endMatchExpression()
                .build();
    }

    private static NetworkPolicyPort port(PortRange range) {
        var port = new NetworkPolicyPortBuilder().withProtocol(range.protocol().name());
        if (range instanceof PortRange.Numbered numbered) {
            port.withPort(new IntOrString(numbered.first()))
                    .withEndPort(numbered.last() == numbered.first() ? null : (Integer) numbered.last());
        } else {
            port.withPort(new IntOrString(((PortRange.Named) range).name()));
        }
        return port.build();
    }
}
