package dev.clientintents.status;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names the first few of many pods, in an order that does not change while they are the same. */
public final class PodNames {

    private static final int NAMED = 2;

    private PodNames() {}

    /** Returns the first two names and how many more there are. */
    public static String of(Collection<String> names) {
        String first = names.stream().sorted().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }
}
