package dev.clientintents.learn.flow;

/** Remembers identifiers of records in a fixed amount of memory, so that newer ones take the place of older ones. */
final class RecentIds {

    private static final int PLACES = 1 << 18;
    private static final int UNUSED_BITS = Long.SIZE - 18;

    private final long[] places = new long[PLACES];

    /**
     * Returns whether an identifier came before and has not been forgotten, and remembers it.
     *
     * @param id a random text, of which no two in a million are taken for one another
     */
    boolean contains(String id) {
        long hash = 1;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        int place = (int) (hash >>> UNUSED_BITS);
        boolean known = places[place] == hash;
        places[place] = hash;
        return known;
    }
}
