package dev.clientintents.reach.engine;

import java.util.Arrays;
import java.util.BitSet;

/** The classes of pods that one kind of peer stands for. */
final class ClassSet {

    private final int number;
    private final int[] members;

    /**
     * Creates the set of the classes in {@code members}.
     *
     * @param number tells it from the other sets of its world
     */
    ClassSet(int number, BitSet members) {
        this.number = number;
        this.members = members.stream().toArray();
    }

    int number() {
        return number;
    }

    /** Returns the members in ascending order; the array must not be changed. */
    int[] members() {
        return members;
    }

    boolean contains(int podClass) {
        return Arrays.binarySearch(members, podClass) >= 0;
    }
}
