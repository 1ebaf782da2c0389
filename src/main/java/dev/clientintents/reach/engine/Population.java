package dev.clientintents.reach.engine;

import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.Warning;
import dev.clientintents.reach.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Divides the pods of a world into classes that policies see alike, and holds the workloads that they make up. */
public final class Population {

    private final List<PodClass> classes = new ArrayList<>();
    private final List<List<Integer>> membersOf = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Map<Endpoint.Workload, Integer> numbers = new HashMap<>();
    private final List<Warning> warnings = new ArrayList<>();

    /**
     * Pods of one workload and one class.
     *
     * @param podClass the number of the class
     * @param sample the first of the pods by name
     */
    public record Member(Endpoint.Workload endpoint, int podClass, World.Pod sample) {}

    public Population(List<World.Pod> pods, Vocabulary vocabulary) {
        var classNumbers = new HashMap<PodClass, Integer>();
        var workloads = new LinkedHashMap<WorkloadId, Map<Integer, World.Pod>>();
        for (World.Pod pod : pods) {
            var seen = new PodClass(
                    pod.workload().namespace(),
                    vocabulary.seen(pod.labels()),
                    vocabulary.seen(pod.ports()),
                    pod.hostNetwork());
            int number = classNumbers.computeIfAbsent(seen, it -> add(it));
            workloads
                    .computeIfAbsent(pod.workload(), it -> new LinkedHashMap<>())
                    .merge(number, pod, (one, other) -> one.name().compareTo(other.name()) <= 0 ? one : other);
        }
        workloads.forEach(this::addMembers);
        sortByText(members);
        for (int i = 0; i < members.size(); i++) {
            numbers.put(members.get(i).endpoint(), i);
            membersOf.get(members.get(i).podClass()).add(i);
        }
    }

    private static void sortByText(List<Member> members) {
        var sorted = new TreeMap<String, Member>();
        members.forEach(member -> sorted.put(member.endpoint().toString(), member));
        members.clear();
        members.addAll(sorted.values());
    }

    private int add(PodClass seen) {
        classes.add(seen);
        membersOf.add(new ArrayList<>());
        return classes.size() - 1;
    }

    private void addMembers(WorkloadId id, Map<Integer, World.Pod> samples) {
        if (samples.size() == 1) {
            samples.forEach((number, pod) -> members.add(new Member(new Endpoint.Workload(id, ""), number, pod)));
            return;
        }
        List<PodClass> variants = samples.keySet().stream().map(classes::get).toList();
        var names = new ArrayList<String>();
        samples.forEach((number, pod) -> {
            String variant = Variant.text(classes.get(number), pod, variants);
            names.add(pod.name() + " " + variant);
            members.add(new Member(new Endpoint.Workload(id, variant), number, pod));
        });
        names.sort(Comparator.naturalOrder());
        warnings.add(new Warning(
                Warning.Code.PODS_DIFFER,
                new Endpoint.Workload(id, "").toString(),
                "policies see differences between its pods, which are listed apart: " + String.join(", ", names)));
    }

    public List<PodClass> classes() {
        return classes;
    }

    /** Returns the members, sorted by the text of the endpoint. */
    public List<Member> members() {
        return members;
    }

    /** Returns the positions in {@link #members} that belong to a class, ascending. */
    public List<Integer> membersOf(int podClass) {
        return membersOf.get(podClass);
    }

    /**
     * Returns the position of a workload in {@link #members}.
     *
     * @throws IllegalArgumentException where the world has no such workload
     */
    public int number(Endpoint.Workload endpoint) {
        Integer number = numbers.get(endpoint);
        if (number == null) {
            throw new IllegalArgumentException("no such workload: " + endpoint);
        }
        return number;
    }

    /**
     * Returns the member that a workload is.
     *
     * @throws IllegalArgumentException where the world has no such workload
     */
    public Member member(Endpoint.Workload endpoint) {
        return members.get(number(endpoint));
    }

    public List<Warning> warnings() {
        return warnings;
    }
}
