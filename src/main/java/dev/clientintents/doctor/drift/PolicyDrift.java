package dev.clientintents.doctor.drift;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The difference between the policies that there are and those that follow from the declarations. */
final class PolicyDrift {

    private static final String REPAIR =
            "the operator repairs it at once where it runs and may: see the findings on it, and its log";

    private PolicyDrift() {}

    static List<Ailment> ailments(Snapshot snapshot, Outcome outcome) {
        Map<ObjectKey, NetworkPolicy> existing = existing(snapshot);
        var ailments = new ArrayList<Ailment>();
        var planned = new LinkedHashMap<ObjectKey, NetworkPolicy>();
        outcome.plannedPolicies().forEach(policy -> planned.put(key(policy), policy));
        Map<String, Set<ObjectKey>> carriers = carriers(outcome);
        Map<ObjectKey, ObjectKey> successors = successors(planned.values());
        successors.keySet().removeIf(earlier -> !isOurs(existing.get(earlier)));
        planned.forEach((key, plan) -> {
            NetworkPolicy actual = existing.get(key);
            if (actual == null && successors.containsValue(key)) {
                return;
            }
            if (actual == null) {
                ailments.add(missing(key, plan, carriers));
            } else if (!ExistingPolicy.isAs(actual, plan)) {
                ailments.add(new Ailment(
                        Symptom.POLICY_CHANGED,
                        name(key),
                        "it does not say what follows from the declarations",
                        REPAIR));
            }
        });
        successors.forEach((earlier, key) -> ailments.add(new Ailment(
                Symptom.POLICY_OF_EARLIER_NAME,
                name(earlier),
                "it has the name that an earlier version of the operator gave it; it is " + key.name() + " now",
                "the operator writes the one, and then deletes the other, where it runs and may: see the findings on it,"
                        + " and its log")));
        existing.forEach((key, policy) -> {
            if (ExistingPolicy.isOurs(policy)
                    && !planned.containsKey(key)
                    && !successors.containsKey(key)
                    && !isUndecided(policy, outcome.graph())
                    && !outcome.graph().scope().excludes(key.namespace())) {
                ailments.add(new Ailment(
                        Symptom.POLICY_LEFT_OVER,
                        name(key),
                        "no declaration, pod or namespace label asks for it",
                        REPAIR));
            }
        });
        outcome.foreign()
                .keySet()
                .forEach(key -> ailments.add(new Ailment(
                        Symptom.FOREIGN_POLICY,
                        name(key),
                        "it has the name of a policy of the operator, but is somebody else's: what that would close is as open"
                                + " as it says",
                        "rename it, or delete it")));
        return ailments;
    }

    /** Returns the names that policies may have of an earlier version, and which planned policy succeeds each. */
    private static Map<ObjectKey, ObjectKey> successors(Collection<NetworkPolicy> planned) {
        var successors = new LinkedHashMap<ObjectKey, ObjectKey>();
        for (NetworkPolicy plan : planned) {
            ExistingPolicy.read(plan)
                    .map(KeptPolicy::server)
                    .ifPresent(server -> PolicyName.earlier(server)
                            .ifPresent(name -> successors.put(new ObjectKey(server.namespace(), name), key(plan))));
        }
        return successors;
    }

    private static boolean isOurs(@Nullable NetworkPolicy policy) {
        return policy != null && ExistingPolicy.isOurs(policy);
    }

    /** Returns whether a policy stays as it is, since nobody knows what the way out of its client leads to. */
    private static boolean isUndecided(NetworkPolicy policy, IntentGraph graph) {
        return ExistingPolicy.readEgress(policy)
                .filter(it -> EgressRules.planWithPods(graph, it.client()) instanceof EgressPlan.Undecided)
                .isPresent();
    }

    private static Ailment missing(ObjectKey key, NetworkPolicy plan, Map<String, Set<ObjectKey>> carriers) {
        Map<String, String> annotations =
                Optional.ofNullable(plan.getMetadata().getAnnotations()).orElse(Map.of());
        String client = annotations.get(Labels.CLIENT);
        if (client != null) {
            return new Ailment(
                    Symptom.POLICY_MISSING,
                    name(key),
                    "the way out of client " + client
                            + " is to be closed, and is not: it connects to everything, unless"
                            + " another policy closes it",
                    REPAIR);
        }
        String server = annotations.get(Labels.SERVER);
        if (server == null) {
            return new Ailment(
                    Symptom.POLICY_MISSING, name(key), "the namespace asks for a default deny, and has none", REPAIR);
        }
        long count = ExistingPolicy.keys(plan).stream()
                .flatMap(it -> carriers.getOrDefault(it, Set.of()).stream())
                .distinct()
                .count();
        return new Ailment(
                Symptom.POLICY_MISSING,
                name(key),
                "server " + server + " is to have a policy, and has none: everybody reaches it, unless another policy"
                        + " closes it (pods that carry its key: " + count + ")",
                REPAIR);
    }

    /** Returns the pods that carry each of the operator's labels. */
    private static Map<String, Set<ObjectKey>> carriers(Outcome outcome) {
        var carriers = new HashMap<String, Set<ObjectKey>>();
        for (LabelledPod pod : outcome.pods()) {
            if (pod.pod().template() == null) {
                pod.pod().labels().keySet().stream()
                        .filter(label -> label.startsWith(Labels.PREFIX))
                        .forEach(label -> carriers.computeIfAbsent(label, it -> new HashSet<>())
                                .add(pod.pod().key()));
            }
        }
        return carriers;
    }

    /** Returns the access keys by which policies of the operator admit now. */
    static Set<String> admittedKeys(Snapshot snapshot) {
        var keys = new TreeSet<String>();
        existing(snapshot).values().stream()
                .filter(ExistingPolicy::isOurs)
                .forEach(policy -> keys.addAll(ExistingPolicy.keys(policy)));
        return keys;
    }

    static Map<ObjectKey, NetworkPolicy> existing(Snapshot snapshot) {
        var existing = new LinkedHashMap<ObjectKey, NetworkPolicy>();
        snapshot.policies().forEach(policy -> existing.put(key(policy.object()), policy.object()));
        return existing;
    }

    private static ObjectKey key(NetworkPolicy policy) {
        return new ObjectKey(
                policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    }

    private static String name(ObjectKey key) {
        return "NetworkPolicy " + key.namespace() + "/" + key.name();
    }
}
