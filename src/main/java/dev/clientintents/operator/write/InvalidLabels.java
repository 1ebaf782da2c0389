package dev.clientintents.operator.write;

import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.NamespaceEntry.InvalidLabel;
import dev.clientintents.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of labels of namespaces whose values are not valid: each once in the log and by an event, until it is another. */
public final class InvalidLabels {

    private static final Logger LOG = LoggerFactory.getLogger(InvalidLabels.class);
    private static final String REASON = "InvalidNamespaceLabel";

    /** Tells of it. */
    @FunctionalInterface
    interface Warner {

        void warn(String namespace, String reason, String message);
    }

    private final Warner warner;
    private final Map<String, List<InvalidLabel>> told = new ConcurrentHashMap<>();

    InvalidLabels(Warner warner) {
        this.warner = warner;
    }

    /** Creates an instance that has told of nothing, whose events the recorder writes. */
    public InvalidLabels(EventRecorder events) {
        this(events::warn);
    }

    /** Tells of what is new in a namespace, and forgets what is not so any more, or all of it where it is gone. */
    void tell(String name, Optional<NamespaceEntry> namespace) {
        List<InvalidLabel> invalid = namespace.map(NamespaceEntry::invalid).orElse(List.of());
        List<InvalidLabel> before = told.getOrDefault(name, List.of());
        if (invalid.isEmpty()) {
            told.remove(name);
        } else {
            told.put(name, invalid);
        }
        invalid.stream().filter(label -> !before.contains(label)).forEach(label -> tell(name, label));
    }

    private void tell(String namespace, InvalidLabel label) {
        String message =
                "label " + label.label() + ": '" + label.value() + "' is not a valid value, so what was in force"
                        + " stays; write " + valid(label.label()) + ", or remove the label";
        LOG.atWarn()
                .addKeyValue("namespace", namespace)
                .addKeyValue("label", label.label())
                .addKeyValue("value", label.value())
                .log("A label of a namespace has a value that is not valid; what was in force stays");
        warner.warn(namespace, REASON, message);
    }

    private static String valid(String label) {
        return String.join(" or ", Labels.OF_NAMESPACE.getOrDefault(label, List.of()));
    }
}
