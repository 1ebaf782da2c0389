package dev.clientintents.reach.engine;

import java.util.Arrays;
import java.util.BitSet;

/** The classes of pods that one kind of peer stands for. */
final class ClassSet {

    private final int number;
    private final int[] members;

    /**
     * The classes in {@code members}.
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

    /** In ascending order; not to be changed. */
    int[] members() {
        return members;
    }

    boolean contains(int podClass) {
        return Arrays.binarySearch(members, podClass) >= 0;
    }
}
