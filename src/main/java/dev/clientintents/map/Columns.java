package dev.clientintents.map;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Stacks items in columns, in an order with few crossings, each item as near to those that it is connected to as the
 * others allow.
 */
final class Columns {

    private static final int SWEEPS = 12;

    private static final class Item {
        final double height;
        final List<Item> left = new ArrayList<>();
        final List<Item> right = new ArrayList<>();
        int place;
        double weight;
        double centre;

        Item(double height) {
            this.height = height;
        }
    }

    private final double gap;
    private final List<Item> items = new ArrayList<>();
    private final List<List<Item>> columns = new ArrayList<>();

    /** @param gap between items of a column, at least */
    Columns(double gap) {
        this.gap = gap;
    }

    /** Adds an item to a column, and returns its number. */
    int add(int column, double height) {
        while (columns.size() <= column) {
            columns.add(new ArrayList<>());
        }
        var item = new Item(height);
        item.place = columns.get(column).size();
        columns.get(column).add(item);
        items.add(item);
        return items.size() - 1;
    }

    /** Connects two items, of which the first is in an earlier column. */
    void connect(int left, int right) {
        items.get(left).right.add(items.get(right));
        items.get(right).left.add(items.get(left));
    }

    /** Returns the height at which the centre of each item stands, by its number; none is above its half height. */
    double[] centres() {
        order();
        columns.forEach(this::stack);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean toRight = sweep % 2 == 0;
            for (int i = 0; i < columns.size(); i++) {
                List<Item> column = columns.get(toRight ? i : columns.size() - 1 - i);
                for (Item item : column) {
                    item.weight = mean(item);
                }
                settle(column);
            }
        }
        double top = items.stream()
                .mapToDouble(item -> item.centre - item.height / 2)
                .min()
                .orElse(0);
        return items.stream().mapToDouble(item -> item.centre - top).toArray();
    }

    /**
     * Returns the mean position of the items that an item is connected to on both sides; its own position where there
     * are none.
     */
    private static double mean(Item item) {
        int count = item.left.size() + item.right.size();
        double sum = 0;
        for (Item other : item.left) {
            sum += other.centre;
        }
        for (Item other : item.right) {
            sum += other.centre;
        }
        return count == 0 ? item.centre : sum / count;
    }

    /** Sorts each column by where its neighbours stand, to and fro, and keeps the order with the fewest crossings. */
    private void order() {
        List<List<Item>> best = copy();
        long fewest = crossings();
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean toRight = sweep % 2 == 0;
            for (int i = 1; i < columns.size(); i++) {
                List<Item> column = columns.get(toRight ? i : columns.size() - 1 - i);
                for (Item item : column) {
                    List<Item> neighbours = toRight ? item.left : item.right;
                    item.weight = neighbours.stream()
                            .mapToInt(other -> other.place)
                            .average()
                            .orElse(item.place);
                }
                column.sort(Comparator.comparingDouble(item -> item.weight));
                number(column);
            }
            long crossings = crossings();
            if (crossings < fewest) {
                fewest = crossings;
                best = copy();
            }
        }
        columns.clear();
        columns.addAll(best);
        columns.forEach(Columns::number);
    }

    private List<List<Item>> copy() {
        var copy = new ArrayList<List<Item>>();
        columns.forEach(column -> copy.add(new ArrayList<>(column)));
        return copy;
    }

    private static void number(List<Item> column) {
        for (int i = 0; i < column.size(); i++) {
            column.get(i).place = i;
        }
    }

    /**
     * Returns the number of pairs of connections between neighbouring columns that cross, counted by a tree of sums
     * over the right ends.
     */
    private long crossings() {
        long crossings = 0;
        for (List<Item> column : columns) {
            int ends = column.stream()
                    .flatMap(item -> item.right.stream())
                    .mapToInt(other -> other.place + 1)
                    .max()
                    .orElse(0);
            var sums = new int[ends + 1];
            int seen = 0;
            for (Item item : column) {
                for (Item other : item.right) {
                    int before = 0;
                    for (int i = other.place + 1; i > 0; i -= i & -i) {
                        before += sums[i];
                    }
                    crossings += seen - before;
                }
                for (Item other : item.right) {
                    for (int i = other.place + 1; i <= ends; i += i & -i) {
                        sums[i]++;
                    }
                    seen++;
                }
            }
        }
        return crossings;
    }

    private void stack(List<Item> column) {
        double bottom = 0;
        for (Item item : column) {
            item.centre = bottom + item.height / 2;
            bottom += item.height + gap;
        }
    }

    /** Adjacent items without room between them, which move together. */
    private static final class Block {
        int first;
        int size;
        double sum;

        double offset() {
            return sum / size;
        }
    }

    /**
     * Moves the items of a column as near to their weights as the order and the gap allow, by the pool adjacent
     * violators algorithm.
     */
    private void settle(List<Item> column) {
        var blocks = new ArrayList<Block>();
        double stacked = 0;
        for (int i = 0; i < column.size(); i++) {
            Item item = column.get(i);
            var block = new Block();
            block.first = i;
            block.size = 1;
            block.sum = item.weight - item.height / 2 - stacked;
            stacked += item.height + gap;
            while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).offset() >= block.offset()) {
                Block last = blocks.remove(blocks.size() - 1);
                block.first = last.first;
                block.size += last.size;
                block.sum += last.sum;
            }
            blocks.add(block);
        }
        double above = 0;
        for (Block block : blocks) {
            for (int i = block.first; i < block.first + block.size; i++) {
                Item item = column.get(i);
                item.centre = block.offset() + above + item.height / 2;
                above += item.height + gap;
            }
        }
    }
}
