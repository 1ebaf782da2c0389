package dev.clientintents.learn.node;

import java.util.Arrays;

/**
 * The connections that the kernel listed in this reading and in the one before, by their fingerprints, so that each is counted
 * once, and that one which is only remembered is not taken for one that is used.
 *
 * <p>The kernel remembers an established connection for days after its pod is gone, whoever has the address then. So a connection
 * that lasts counts as used only where a packet came since the last reading, which shows by the time that it has left.
 */
final class ConnectionTable {

    /** What becomes of an entry that was listed. */
    enum Sighting {
        /** It counts, for the first time. */
        COUNTED,
        /** It was counted before, and was used since. */
        USED,
        /** Nothing is told of it: it was there before the first reading, waits for an answer, or is not used. */
        SILENT,
        /** There is no room for it. */
        NO_ROOM
    }

    private static final int SMALLEST = 1024;
    private static final int LEFT = 0x00FF_FFFF;
    private static final int COUNTED = 1 << 24;
    private static final int OF_FIRST_READING = 1 << 25;
    private static final int LISTED = 1 << 26;

    private final int most;
    private Slots before = new Slots(SMALLEST);
    private Slots now = new Slots(SMALLEST);
    private boolean first = true;
    private long elapsed;

    /** @param most how many connections are told apart */
    ConnectionTable(int most) {
        this.most = most;
    }

    /**
     * Begins a reading.
     *
     * @param seconds how many have passed since the last one
     */
    void begin(long seconds) {
        elapsed = seconds;
    }

    /**
     * Takes an entry.
     *
     * @param secondsLeft how long the kernel remembers it without a packet; -1 where it does not tell, which it does not of
     *     connections that are in use and pass it by
     */
    Sighting see(long fingerprint, long secondsLeft, boolean answered) {
        if (now.size >= most) {
            return Sighting.NO_ROOM;
        }
        int had = before.get(fingerprint);
        int left = (int) Math.min(LEFT, secondsLeft < 0 ? LEFT : secondsLeft);
        boolean isNew = (had & LISTED) == 0;
        boolean used = isNew || secondsLeft < 0 || left > (had & LEFT) - elapsed + 1;
        int flags = isNew ? (first ? OF_FIRST_READING : 0) : had & ~LEFT;
        Sighting sighting;
        if ((flags & COUNTED) != 0) {
            sighting = used ? Sighting.USED : Sighting.SILENT;
        } else if ((flags & OF_FIRST_READING) != 0 ? isNew || !used : isNew && !answered) {
            sighting = Sighting.SILENT;
        } else {
            sighting = Sighting.COUNTED;
            flags |= COUNTED;
        }
        now.put(fingerprint, left | flags | LISTED);
        return sighting;
    }

    /** Ends a reading: what was not listed in it is forgotten. */
    void end() {
        Slots spare = before;
        before = now;
        now = spare;
        now.clear();
        first = false;
    }

    /** Returns how many connections are remembered. */
    int size() {
        return before.size;
    }

    /** Numbers by fingerprints, in open addressing; 0 stands for none. */
    private static final class Slots {

        private long[] keys;
        private int[] values;
        private int size;

        private Slots(int length) {
            keys = new long[length];
            values = new int[length];
        }

        private int get(long key) {
            return values[slot(key)];
        }

        private void put(long key, int value) {
            int slot = slot(key);
            if (values[slot] == 0) {
                if (2 * (size + 1) > keys.length) {
                    grow();
                    slot = slot(key);
                }
                size++;
            }
            keys[slot] = key;
            values[slot] = value;
        }

        /** Returns where the key is, or is to be. */
        private int slot(long key) {
            int slot = (int) (key ^ (key >>> 32)) & (keys.length - 1);
            while (values[slot] != 0 && keys[slot] != key) {
                slot = (slot + 1) & (keys.length - 1);
            }
            return slot;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldValues = values;
            keys = new long[oldKeys.length * 2];
            values = new int[oldKeys.length * 2];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldValues[i] != 0) {
                    int slot = slot(oldKeys[i]);
                    keys[slot] = oldKeys[i];
                    values[slot] = oldValues[i];
                }
            }
        }

        /** Forgets all, and gives room back that is not used any more. */
        private void clear() {
            if (keys.length > SMALLEST && 8 * size < keys.length) {
                keys = new long[SMALLEST];
                values = new int[SMALLEST];
            } else {
                Arrays.fill(values, 0);
            }
            size = 0;
        }
    }
}
