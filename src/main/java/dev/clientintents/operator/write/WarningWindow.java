package dev.clientintents.operator.write;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which warnings of a while become events of their own, so that one cause with thousands of consequences makes
 * a few: the first ones do, and of the rest one tells how many they were.
 */
final class WarningWindow {

    /**
     * The number of objects that get an event of their own for one reason and message, and of messages of one reason
     * for one object.
     */
    private static final int FIRST = 10;

    private static final int REMEMBERED = 10_000;

    /**
     * The object that a warning is about.
     *
     * @param uid of the object; null where it is not known
     */
    record Subject(
            String apiVersion,
            String kind,
            String namespace,
            String name,
            @Nullable String uid) {}

    /** @param count how many warnings it stands for */
    record Warning(Subject subject, String reason, String message, int count) {}

    /** The fields that make warnings alike; a field that is null may have any value. */
    private record Likeness(
            @Nullable Subject subject,
            String reason,
            @Nullable String message) {}

    private static final class Group {

        private final int limit;
        private int written;
        private int suppressed;
        private @Nullable Warning last;

        Group(int limit) {
            this.limit = limit;
        }
    }

    private final Map<Likeness, Group> groups = new LinkedHashMap<>();

    /** Returns whether nothing has been offered since the window was closed. */
    synchronized boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Returns the warning where it is to be written now; empty where it is counted. */
    synchronized Optional<Warning> offer(Subject subject, String reason, String message) {
        var warning = new Warning(subject, reason, message, 1);
        var alike = List.of(
                new Likeness(subject, reason, message),
                new Likeness(subject, reason, null),
                new Likeness(null, reason, message));
        for (Likeness likeness : alike) {
            Group group = groups.get(likeness);
            if (group != null && group.written >= group.limit) {
                group.suppressed++;
                group.last = warning;
                return Optional.empty();
            }
        }
        if (groups.size() < REMEMBERED) {
            for (Likeness likeness : alike) {
                boolean same = likeness.subject != null && likeness.message != null;
                groups.computeIfAbsent(likeness, first -> new Group(same ? 1 : FIRST)).written++;
            }
        }
        return Optional.of(warning);
    }

    /** Closes the window, and returns what tells of the warnings that were only counted. */
    synchronized List<Warning> close() {
        var told = new ArrayList<Warning>();
        groups.forEach((likeness, group) -> {
            if (group.last != null) {
                told.add(summary(likeness, group.last, group.suppressed));
            }
        });
        groups.clear();
        return told;
    }

    private static Warning summary(Likeness likeness, Warning last, int count) {
        String others = "";
        if (likeness.subject == null) {
            others = " (the same holds for " + count
                    + " objects that have no event of their own; their statuses say so)";
        } else if (likeness.message == null) {
            others = " (the last of " + count + " such warnings that have no event of their own)";
        }
        return new Warning(last.subject, last.reason, last.message + others, count);
    }
}
