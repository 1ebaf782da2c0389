package dev.clientintents.reach.engine;

import dev.clientintents.reach.engine.Side.Applied;
import dev.clientintents.reach.engine.Side.Grant;
import dev.clientintents.reach.policy.PortSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What sources find open, by the sources: who looks at one destination alone has no need of it. */
final class PeerIndex {

    private final int[][] setsOf;
    private final List<List<Door>> doorsOf;
    private final int[] open;
    private final int[] onHostNetwork;

    /** The destinations that admit a set of peers, and on which ports. */
    record Door(ClassSet destinations, PortSpec ports) {}

    PeerIndex(List<PodClass> classes, ClassSelection selection, Side ingress) {
        var found = new ArrayList<List<Door>>();
        for (Applied applied : ingress.all()) {
            for (Grant grant : applied.grants()) {
                int set = grant.peers().number();
                while (found.size() <= set) {
                    found.add(new ArrayList<>(1));
                }
                found.get(set).add(new Door(applied.subjects(), grant.ports()));
            }
        }
        doorsOf = found;
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

    /** The doors of isolated destinations that a class may pass. */
    void forEach(int source, Consumer<Door> action) {
        for (int set : setsOf[source]) {
            doorsOf.get(set).forEach(action);
        }
    }

    /** The destinations that nothing isolates; not to be changed. */
    int[] open() {
        return open;
    }

    /** Those of them that are on the host network; not to be changed. */
    int[] onHostNetwork() {
        return onHostNetwork;
    }
}
