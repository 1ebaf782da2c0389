package dev.clientintents.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of the lines that stand for an object: {@code +} those that came, {@code -} those that went. */
final class Changes {
    private final Map<String, List<String>> known = new TreeMap<>();
    private int width;

    /** Takes the lines that stand for an object now, and answers what changed. */
    synchronized List<String> observe(String object, List<String> now) {
        List<String> before = known.getOrDefault(object, List.of());
        if (now.isEmpty()) {
            known.remove(object);
        } else {
            known.put(object, List.copyOf(now));
        }
        var went = new TreeSet<>(before);
        now.forEach(went::remove);
        width = Math.max(width, object.length());
        String subject = object + " ".repeat(width - object.length() + 2);
        var changes = new ArrayList<String>();
        went.forEach(line -> changes.add("- " + subject + line));
        now.stream().filter(line -> !before.contains(line)).forEach(line -> changes.add("+ " + subject + line));
        return changes;
    }
}
