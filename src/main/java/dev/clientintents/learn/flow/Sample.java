package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A line, or the beginning of a document, by which a format is recognised.
 *
 * @param text as it stands
 * @param names the names of the fields of the first JSON object in it, and those of the objects in that as {@code name.inner}, where
 *     arrays are looked through; empty where it has none
 * @param whole whether it is one JSON value from beginning to end
 */
record Sample(String text, Set<String> names, boolean whole) {

    private static final int DEEPEST = 2;

    static Sample of(String text) {
        int start = isArray(text) ? 0 : Math.max(0, text.indexOf('{'));
        var names = new HashSet<String>();
        boolean whole = false;
        try (JsonParser json = Json.FACTORY.createParser(text.substring(start))) {
            json.nextToken();
            read(json, "", 0, names);
            whole = json.nextToken() == null;
        } catch (IOException e) {
            // a sample may end anywhere
        }
        return new Sample(text, names, whole);
    }

    /** Returns whether an array of objects begins the text, and no other text in brackets. */
    private static boolean isArray(String text) {
        String inside = text.startsWith("[") ? text.substring(1).stripLeading() : "?";
        return inside.isEmpty() || inside.charAt(0) == '{' || inside.charAt(0) == ']';
    }

    private static void read(JsonParser json, String path, int depth, Set<String> names) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
                read(json, path, depth, names);
            }
        } else if (json.currentToken() == JsonToken.START_OBJECT && depth < DEEPEST) {
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                names.add(path + name);
                json.nextToken();
                read(json, path + name + ".", depth + 1, names);
            }
        } else {
            json.skipChildren();
        }
    }

    boolean has(Pattern record) {
        return record.matcher(text).find();
    }

    boolean has(String... all) {
        return names.containsAll(Set.of(all));
    }

    boolean hasAny(String... some) {
        for (String name : some) {
            if (names.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
