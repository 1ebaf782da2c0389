package dev.clientintents.reach.engine;

import dev.clientintents.reach.engine.Side.Applied;
import dev.clientintents.reach.engine.Side.Grant;
import dev.clientintents.reach.policy.PortSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Holds what is open to each source; it is not needed where only one destination is examined. */
final class PeerIndex {

    private final int[][] setsOf;
    private final List<List<Admission>> admissionsOf;
    private final int[] open;
    private final int[] onHostNetwork;

    /** The destinations that admit a set of peers, and the ports on which they do. */
    record Admission(ClassSet destinations, PortSpec ports) {}

    PeerIndex(List<PodClass> classes, ClassSelection selection, Side ingress) {
        var found = new ArrayList<List<Admission>>();
        for (Applied applied : ingress.all()) {
            for (Grant grant : applied.grants()) {
                int set = grant.peers().number();
                while (found.size() <= set) {
                    found.add(new ArrayList<>(1));
                }
                found.get(set).add(new Admission(applied.subjects(), grant.ports()));
            }
        }
        admissionsOf = found;
        setsOf = setsOf(classes.size(), selection.sets().subList(0, found.size()));
        open = IntStream.range(0, classes.size())
                .filter(it -> !ingress.isolates(it))
                .toArray();
        onHostNetwork =
                Arrays.stream(open).filter(it -> classes.get(it).hostNetwork()).toArray();
    }

    private static int[][] setsOf(int size, List<ClassSet> sets) {
        var count = new int[size];
        for (ClassSet set : sets) {
            for (int member : set.members()) {
                count[member]++;
            }
        }
        var setsOf = new int[size][];
        Arrays.setAll(setsOf, i -> new int[count[i]]);
        for (ClassSet set : sets) {
            for (int member : set.members()) {
                count[member]--;
                setsOf[member][count[member]] = set.number();
            }
        }
        return setsOf;
    }

    /** Hands over the admissions of isolated destinations that apply to a class. */
    void forEach(int source, Consumer<Admission> action) {
        for (int set : setsOf[source]) {
            admissionsOf.get(set).forEach(action);
        }
    }

    /** Returns the destinations that nothing isolates; the array must not be changed. */
    int[] open() {
        return open;
    }

    /** Returns the open destinations that are on the host network; the array must not be changed. */
    int[] onHostNetwork() {
        return onHostNetwork;
    }
}
