package dev.clientintents.reach.engine;

import dev.clientintents.model.Selector;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the classes that selectors select; each distinct question is answered once. Pods on the host network are never
 * selected.
 */
public final class ClassSelection {

    private final List<PodClass> classes;
    private final LabelIndex podLabels;
    private final LabelIndex namespaceLabels;
    private final BitSet onPodNetwork = new BitSet();
    private final Map<String, Integer> namespaceNumbers = new HashMap<>();
    private final Map<String, BitSet> ofNamespace = new HashMap<>();
    private final int[] namespaceOf;
    private final Map<Question, ClassSet> answers = new HashMap<>();
    private final List<ClassSet> sets = new ArrayList<>();
    private final ClassSet everyPod;

    /** A question about classes, in which either {@code namespace} or {@code namespaces} gives the namespaces. */
    private record Question(
            @Nullable String namespace, @Nullable Selector namespaces, Selector pods) {}

    public ClassSelection(List<PodClass> classes, Map<String, Map<String, String>> namespaces) {
        this.classes = classes;
        podLabels = new LabelIndex(classes.stream().map(PodClass::labels).toList());
        var labels = new ArrayList<Map<String, String>>();
        namespaces.forEach((name, its) -> {
            namespaceNumbers.put(name, labels.size());
            labels.add(its);
        });
        namespaceLabels = new LabelIndex(labels);
        namespaceOf = new int[classes.size()];
        for (int i = 0; i < classes.size(); i++) {
            String namespace = classes.get(i).namespace();
            namespaceOf[i] = namespaceNumbers.getOrDefault(namespace, -1);
            ofNamespace.computeIfAbsent(namespace, it -> new BitSet()).set(i);
            onPodNetwork.set(i, !classes.get(i).hostNetwork());
        }
        everyPod = add(onPodNetwork);
    }

    /** Returns the classes that a policy applies to. */
    ClassSet subjects(Policy policy) {
        return peers(new Peer.Pods(null, policy.pods()), policy.key().namespace());
    }

    /** Returns the classes that a peer stands for in a policy of a namespace. */
    ClassSet peers(Peer.Pods peer, String policyNamespace) {
        return answers.computeIfAbsent(
                new Question(peer.namespaces() == null ? policyNamespace : null, peer.namespaces(), peer.pods()),
                question -> add(select(question)));
    }

    /** Returns all classes that are not on the host network. */
    ClassSet everyPod() {
        return everyPod;
    }

    private ClassSet add(BitSet members) {
        var set = new ClassSet(sets.size(), members);
        sets.add(set);
        return set;
    }

    private BitSet select(Question question) {
        BitSet selected = podLabels.select(question.pods);
        selected.and(onPodNetwork);
        if (question.namespaces == null) {
            selected.and(ofNamespace.getOrDefault(question.namespace, new BitSet()));
        } else if (!question.namespaces.selectsEverything()) {
            BitSet namespaces = namespaceLabels.select(question.namespaces);
            for (int i = selected.nextSetBit(0); i >= 0; i = selected.nextSetBit(i + 1)) {
                selected.set(i, namespaces.get(namespaceOf[i]));
            }
        }
        return selected;
    }

    /** Returns all sets that were returned so far, by number. */
    List<ClassSet> sets() {
        return sets;
    }

    /** Returns the classes of a namespace that carry all of these labels, on the host network or not. */
    public int[] carrying(String namespace, Map<String, String> labels) {
        BitSet found =
                (BitSet) ofNamespace.getOrDefault(namespace, new BitSet()).clone();
        for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
            found.set(i, classes.get(i).labels().entrySet().containsAll(labels.entrySet()));
        }
        return found.stream().toArray();
    }
}
