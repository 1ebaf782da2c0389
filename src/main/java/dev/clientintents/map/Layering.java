package dev.clientintents.map;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Puts each box into the layer after those of its clients. Lines that close a cycle do not count. */
final class Layering {

    private final List<List<Integer>> targets = new ArrayList<>();
    private final int[] layers;

    private Layering(int count) {
        layers = new int[count];
        for (int i = 0; i < count; i++) {
            targets.add(new ArrayList<>());
        }
    }

    /** @param ends the two boxes of each line */
    static int[] of(int count, int[][] ends) {
        var layering = new Layering(count);
        var incoming = new int[count];
        for (int[] end : ends) {
            layering.targets.get(end[0]).add(end[1]);
            incoming[end[1]]++;
        }
        List<Integer> order = layering.order(incoming);
        layering.assign(order);
        return layering.layers;
    }

    /**
     * Returns the boxes with clients before servers. The search begins at boxes that nobody consumes, so that cycles
     * are cut late.
     */
    private List<Integer> order(int[] incoming) {
        var finished = new ArrayDeque<Integer>();
        var seen = new boolean[layers.length];
        for (int pass = 0; pass < 2; pass++) {
            for (int box = layers.length - 1; box >= 0; box--) {
                if (!seen[box] && (pass == 1 || incoming[box] == 0)) {
                    search(box, seen, finished);
                }
            }
        }
        return List.copyOf(finished);
    }

    private record Visit(int box, Iterator<Integer> servers) {}

    private void search(int start, boolean[] seen, Deque<Integer> finished) {
        var path = new ArrayDeque<Visit>();
        seen[start] = true;
        path.push(visit(start));
        while (!path.isEmpty()) {
            Visit visit = path.element();
            if (!visit.servers().hasNext()) {
                finished.push(path.pop().box());
                continue;
            }
            int server = visit.servers().next();
            if (!seen[server]) {
                seen[server] = true;
                path.push(visit(server));
            }
        }
    }

    private Visit visit(int box) {
        return new Visit(box, targets.get(box).iterator());
    }

    private void assign(List<Integer> order) {
        var place = new int[layers.length];
        for (int i = 0; i < order.size(); i++) {
            place[order.get(i)] = i;
        }
        for (int box : order) {
            for (int server : targets.get(box)) {
                if (place[server] > place[box]) {
                    layers[server] = Math.max(layers[server], layers[box] + 1);
                }
            }
        }
        for (int box : order) {
            if (layers[box] == 0) {
                layers[box] = beforeServers(box, place);
            }
        }
    }

    /**
     * Returns the layer of a box that nobody consumes: it may stand anywhere to the left of its servers, and is placed
     * as near to them as possible.
     */
    private int beforeServers(int box, int[] place) {
        return targets.get(box).stream()
                .filter(server -> place[server] > place[box])
                .mapToInt(server -> layers[server] - 1)
                .min()
                .orElse(0);
    }
}
