package dev.clientintents.reach;

import java.util.Arrays;
import java.util.stream.LongStream;

/** An immutable set of numbers, kept as sorted intervals that neither overlap nor touch: equal sets are equal. */
public final class Intervals {

    public static final Intervals NONE = new Intervals(new long[0]);

    /** The bounds in the order first, last, first, last, …, with both ends included. */
    private final long[] bounds;

    private Intervals(long[] bounds) {
        this.bounds = bounds;
    }

    public static Intervals of(long first, long last) {
        return new Intervals(new long[] {first, last});
    }

    /** Returns the union of the parts, whatever their order and however they overlap. */
    public static Intervals union(Iterable<Intervals> parts) {
        var gathered = LongStream.builder();
        for (Intervals part : parts) {
            for (long bound : part.bounds) {
                gathered.add(bound);
            }
        }
        return canonical(gathered.build().toArray());
    }

    private static Intervals canonical(long[] pairs) {
        int count = pairs.length / 2;
        var order = new long[count][];
        for (int i = 0; i < count; i++) {
            order[i] = new long[] {pairs[2 * i], pairs[2 * i + 1]};
        }
        Arrays.sort(order, (one, other) -> Long.compare(one[0], other[0]));
        var merged = new long[pairs.length];
        int size = 0;
        for (long[] next : order) {
            if (size > 0 && next[0] <= merged[size - 1] + 1) {
                merged[size - 1] = Math.max(merged[size - 1], next[1]);
            } else {
                merged[size++] = next[0];
                merged[size++] = next[1];
            }
        }
        return size == 0 ? NONE : new Intervals(Arrays.copyOf(merged, size));
    }

    public Intervals union(Intervals other) {
        if (isEmpty() || equals(other)) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        long[] both = Arrays.copyOf(bounds, bounds.length + other.bounds.length);
        System.arraycopy(other.bounds, 0, both, bounds.length, other.bounds.length);
        return canonical(both);
    }

    public Intervals intersect(Intervals other) {
        if (equals(other)) {
            return this;
        }
        var common = new long[bounds.length + other.bounds.length];
        int size = 0;
        for (int i = 0, j = 0; i < bounds.length && j < other.bounds.length; ) {
            long first = Math.max(bounds[i], other.bounds[j]);
            long last = Math.min(bounds[i + 1], other.bounds[j + 1]);
            if (first <= last) {
                common[size++] = first;
                common[size++] = last;
            }
            if (bounds[i + 1] < other.bounds[j + 1]) {
                i += 2;
            } else {
                j += 2;
            }
        }
        return size == 0 ? NONE : new Intervals(Arrays.copyOf(common, size));
    }

    public Intervals minus(Intervals other) {
        var left = new long[bounds.length + other.bounds.length];
        int size = 0;
        int j = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long first = bounds[i];
            long last = bounds[i + 1];
            while (j < other.bounds.length && other.bounds[j + 1] < first) {
                j += 2;
            }
            for (int k = j; k < other.bounds.length && other.bounds[k] <= last; k += 2) {
                if (other.bounds[k] > first) {
                    left[size++] = first;
                    left[size++] = other.bounds[k] - 1;
                }
                first = other.bounds[k + 1] + 1;
            }
            if (first <= last) {
                left[size++] = first;
                left[size++] = last;
            }
        }
        return size == 0 ? NONE : new Intervals(Arrays.copyOf(left, size));
    }

    public boolean contains(long number) {
        int at = Arrays.binarySearch(bounds, number);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Returns the number of intervals. */
    public int size() {
        return bounds.length / 2;
    }

    public long first(int interval) {
        return bounds[2 * interval];
    }

    public long last(int interval) {
        return bounds[2 * interval + 1];
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Intervals it && Arrays.equals(bounds, it.bounds));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** Returns the intervals, for example {@code 80,443,8000-8010}. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ",").append(first(i));
            if (last(i) > first(i)) {
                text.append('-').append(last(i));
            }
        }
        return text.toString();
    }
}
