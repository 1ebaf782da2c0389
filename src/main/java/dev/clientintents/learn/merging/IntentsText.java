package dev.clientintents.learn.merging;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes whole ClientIntents, each target in a line below its comments. */
public final class IntentsText {

    private IntentsText() {}

    /**
     * Returns an object as a document of a YAML stream.
     *
     * @param namespaced whether it names its namespace
     * @param client the name of the client
     * @param kind the kind of the client; null where its name is enough
     * @param targets what it consumes; a target without comments has none above it
     */
    public static String of(
            ObjectKey key, boolean namespaced, String client, @Nullable String kind, List<Addition.NewTarget> targets) {
        var metadata = new StringBuilder("  name: " + FlowText.of(key.name(), false) + "\n");
        if (namespaced) {
            metadata.append("  namespace: ")
                    .append(FlowText.of(key.namespace(), false))
                    .append("\n");
        }
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("name", client);
        if (kind != null) {
            named.put("kind", kind);
        }
        return "apiVersion: clientintents.dev/v1alpha1\nkind: ClientIntents\nmetadata:\n" + metadata
                + "spec:\n  client: " + FlowText.of(named, false) + "\n  consumes:\n"
                + String.join("", items(targets, "    "));
    }

    private static List<String> items(List<Addition.NewTarget> targets, String indentation) {
        var lines = new ArrayList<String>();
        for (Addition.NewTarget target : targets) {
            target.comments().forEach(it -> lines.add(indentation + comment(it) + "\n"));
            lines.add(indentation + "- " + FlowText.of(target.fields(), false) + "\n");
        }
        return lines;
    }

    /** Returns a text as a comment of one line. */
    static String comment(String text) {
        return "# " + PlainText.oneLine(text);
    }
}
