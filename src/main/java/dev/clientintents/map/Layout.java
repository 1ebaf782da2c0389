package dev.clientintents.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Places the boxes of a drawing in layers from left to right, so that lines run to the right as far as there are no
 * cycles, with few crossings, and long lines are led around boxes. The steps are those of Sugiyama, Tagawa and Toda,
 * <i>Methods for visual understanding of hierarchical system structures</i> (1981).
 */
final class Layout {

    /**
     * The most bends; with more, lines are straight, as nobody could follow them and the time to place them would grow.
     */
    private static final int MOST_BENDS = 5_000;

    private static final double BEND_HEIGHT = 14;

    private final int[] layers;
    private final double[] tops;
    private final List<double[]> routes;
    private final double height;

    private Layout(int[] layers, double[] tops, List<double[]> routes, double height) {
        this.layers = layers;
        this.tops = tops;
        this.routes = routes;
        this.height = height;
    }

    /** @param heights of the boxes */
    static Layout of(double[] heights, List<Drawing.Line> lines, double gap) {
        int count = heights.length;
        int[][] ends =
                lines.stream().map(line -> new int[] {line.from(), line.to()}).toArray(int[][]::new);
        int[] layers = Layering.of(count, ends);
        long bends = 0;
        for (int[] end : ends) {
            bends += Math.max(0, Math.abs(layers[end[1]] - layers[end[0]]) - 1);
        }
        boolean bent = bends <= MOST_BENDS;
        var column = new Columns(gap);
        for (int box = 0; box < count; box++) {
            column.add(layers[box], heights[box]);
        }
        var passed = new ArrayList<int[]>();
        for (int[] end : ends) {
            boolean forward = layers[end[0]] <= layers[end[1]];
            int left = forward ? end[0] : end[1];
            int right = forward ? end[1] : end[0];
            int[] between = new int[bent ? Math.max(0, layers[right] - layers[left] - 1) : 0];
            int last = left;
            for (int i = 0; i < between.length; i++) {
                between[i] = column.add(layers[left] + 1 + i, BEND_HEIGHT);
                column.connect(last, between[i]);
                last = between[i];
            }
            if (layers[left] != layers[right]) {
                column.connect(last, right);
            }
            passed.add(between);
        }
        double[] centres = column.centres();
        var tops = new double[count];
        double height = 0;
        for (int box = 0; box < count; box++) {
            tops[box] = centres[box] - heights[box] / 2;
            height = Math.max(height, tops[box] + heights[box]);
        }
        var routes = new ArrayList<double[]>();
        for (int[] between : passed) {
            var route = new double[between.length];
            for (int i = 0; i < between.length; i++) {
                route[i] = centres[between[i]];
                height = Math.max(height, route[i]);
            }
            routes.add(route);
        }
        return new Layout(layers, tops, routes, height);
    }

    /** Returns the layer of a box, from 0 on the left. */
    int layer(int box) {
        return layers[box];
    }

    /** Returns the upper edge of a box. */
    double top(int box) {
        return tops[box];
    }

    /**
     * Returns the heights at which a line passes the layers between its boxes, from left to right; none where it passes
     * none, or where leading it around boxes would cost too much.
     */
    double[] route(int line) {
        return routes.get(line).clone();
    }

    /** Returns how many layers there are. */
    int layers() {
        return Arrays.stream(layers).max().orElse(-1) + 1;
    }

    /** Returns the height of the whole drawing. */
    double height() {
        return height;
    }
}
