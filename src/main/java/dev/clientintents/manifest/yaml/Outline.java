package dev.clientintents.manifest.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Where the parts of a YAML text stand in it, for who edits the text itself. */
public final class Outline {

    private static final int DEEPEST = 100;
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();

    private final String text;
    private final Parser parser;

    /** Whether each character is a code point of its own, so that the parser counts as Java does. */
    private final boolean simple;

    private Outline(String text) {
        this.text = text;
        simple = text.codePointCount(0, text.length()) == text.length();
        parser = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
    }

    /** A part of the text. */
    public sealed interface Node {

        /** Returns the offset of its first character. */
        int start();

        /** Returns the offset behind its last character; comments and blank lines below it are not part of it. */
        int end();

        /** Returns whether an alias may stand for it elsewhere, or a tag gives it another meaning. */
        boolean marked();
    }

    /**
     * Anything that is neither a map nor a list.
     *
     * @param content its text; null for an alias, and for a text that begins with {@code |} or {@code >}
     */
    public record Leaf(
            int start, int end, boolean marked, @Nullable String content) implements Node {}

    /**
     * A map.
     *
     * @param flow whether it is written with braces
     */
    public record Fields(int start, int end, boolean marked, boolean flow, List<Entry> entries) implements Node {

        public Fields {
            entries = List.copyOf(entries);
        }

        /** Returns the entry of a key; empty where there is none. */
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(it -> key.equals(it.name())).findFirst();
        }
    }

    /** An entry of a map. */
    public record Entry(Node key, Node value) {

        /** Returns the key; null where it is no plain text. */
        @Nullable
        String name() {
            return key instanceof Leaf leaf ? leaf.content : null;
        }
    }

    /**
     * A list.
     *
     * @param flow whether it is written with brackets
     */
    public record Items(int start, int end, boolean marked, boolean flow, List<Node> items) implements Node {

        public Items {
            items = List.copyOf(items);
        }
    }

    /**
     * Returns the documents of a text, in their order, those without content included.
     *
     * @throws Unreadable where it is not YAML
     */
    public static List<Node> of(String text) {
        try {
            return new Outline(text).documents();
        } catch (YamlEngineException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new Unreadable(1, "this is not valid YAML");
        }
    }

    private List<Node> documents() {
        var documents = new ArrayList<Node>();
        while (parser.hasNext()) {
            if (parser.next() instanceof DocumentStartEvent) {
                documents.add(node(parser.next(), 0));
            }
        }
        return documents;
    }

    private Node node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw new Unreadable(1, "it is nested deeper than " + DEEPEST + " levels");
        }
        int start = offset(event.getStartMark());
        if (event instanceof AliasEvent) {
            return new Leaf(start, offset(event.getEndMark()), true, null);
        }
        boolean marked = ((NodeEvent) event).getAnchor().isPresent();
        if (event instanceof ScalarEvent scalar) {
            boolean block =
                    scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED;
            return new Leaf(
                    start,
                    offset(event.getEndMark()),
                    marked || scalar.getTag().isPresent(),
                    block ? null : scalar.getValue());
        }
        var collection = (CollectionStartEvent) event;
        boolean tagged = marked || collection.getTag().isPresent();
        boolean flow = collection.getFlowStyle() == FlowStyle.FLOW;
        return event instanceof MappingStartEvent ? map(start, tagged, flow, depth) : items(start, tagged, flow, depth);
    }

    private Node map(int start, boolean marked, boolean flow, int depth) {
        var entries = new ArrayList<Entry>();
        Event event = parser.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            Node key = node(event, depth + 1);
            entries.add(new Entry(key, node(parser.next(), depth + 1)));
            event = parser.next();
        }
        int last = entries.isEmpty()
                ? start
                : entries.get(entries.size() - 1).value().end();
        return new Fields(start, flow ? offset(event.getEndMark()) : last, marked, flow, entries);
    }

    private Node items(int start, boolean marked, boolean flow, int depth) {
        var items = new ArrayList<Node>();
        Event event = parser.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            items.add(node(event, depth + 1));
            event = parser.next();
        }
        int last = items.isEmpty() ? start : items.get(items.size() - 1).end();
        return new Items(start, flow ? offset(event.getEndMark()) : last, marked, flow, items);
    }

    private int offset(Optional<Mark> mark) {
        int index = mark.map(Mark::getIndex).orElseThrow();
        return simple ? index : text.offsetByCodePoints(0, index);
    }
}
