package dev.clientintents.manifest.yaml;

import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.manifest.yaml.Value.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Builds the values of one document from the events of the YAML parser. JSON is read as the YAML that it is. Limits on
 * depth and size, in which aliases count as often as they are used, keep hostile input from costing more than its
 * length.
 */
public final class DocumentReader {

    private static final int DEEPEST = 100;
    private static final int LARGEST = 2_000_000;
    private static final String STRING_TAG = "tag:yaml.org,2002:str";

    /** The smallest buffer: the parser makes one for each document, and most documents are small. */
    private static final int SMALLEST_PART = 512;

    /**
     * The largest buffer: the parser copies it for each part that it reads of a long value, so that parts must not be
     * small.
     */
    private static final int LARGEST_PART = 32 * 1024;

    /**
     * The settings by the sizes of the parser's buffer, each twice the one before. They are made in advance because
     * making them for each document took a twentieth of the time of reading.
     */
    private static final List<LoadSettings> SETTINGS = settings();

    private final DocumentSource source;
    private final Relevance relevance;
    private final Parser parser;
    private final Map<Anchor, Value> anchors = new HashMap<>();
    private final Set<Anchor> open = new HashSet<>();
    private int size;
    private int line;

    private DocumentReader(DocumentSource source, Relevance relevance) {
        this.source = source;
        this.relevance = relevance;
        this.line = source.startLine();
        LoadSettings settings = settings(source.length(LARGEST_PART));
        this.parser = new ParserImpl(settings, new StreamReader(settings, source.reader()));
    }

    private static List<LoadSettings> settings() {
        var settings = new ArrayList<LoadSettings>();
        for (int size = SMALLEST_PART; size <= LARGEST_PART; size *= 2) {
            // with room for the end, so that the parser need not ask again
            settings.add(LoadSettings.builder()
                    .setCodePointLimit(Integer.MAX_VALUE)
                    .setBufferSize(size + 1)
                    .build());
        }
        return List.copyOf(settings);
    }

    private static LoadSettings settings(int length) {
        int place = 0;
        while (SMALLEST_PART << place < length) {
            place++;
        }
        return SETTINGS.get(place);
    }

    /**
     * Returns the values of one document of the source: one for most, none where there is nothing but comments, several
     * where documents end with {@code ...}.
     *
     * @throws Unreadable where it cannot be read
     */
    public static List<Value> read(DocumentSource source) {
        return read(source, Relevance.OBJECT);
    }

    /** Returns the values of the one document that the source is known to hold. */
    public static Value readWhole(DocumentSource source) {
        return read(source, Relevance.ALL).get(0);
    }

    /** Does the same as {@link #read(DocumentSource)} for documents that are not Kubernetes objects. */
    public static List<Value> read(DocumentSource source, Relevance relevance) {
        var reader = new DocumentReader(source, relevance);
        try {
            return reader.documents();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark()
                    .map(mark -> source.startLine() + mark.getLine())
                    .orElse(reader.line);
            throw new Unreadable(line, "this is not valid YAML: " + problem(e));
        } catch (ReaderException e) {
            throw new Unreadable(
                    source.line(), "a control character (code %d) cannot stand in YAML".formatted(e.getCodePoint()));
        } catch (YamlEngineException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // the parser has no better words for, say, an escape sequence of an impossible character
            throw new Unreadable(reader.line, "this is not valid YAML");
        }
    }

    /** Returns the parser's message, without its guess that whatever it does not expect is an indentation. */
    private static String problem(MarkedYamlEngineException failure) {
        String problem = String.valueOf(failure.getProblem());
        int guess = problem.indexOf(". (Do not use");
        return guess < 0 ? problem : problem.substring(0, guess);
    }

    private List<Value> documents() {
        var documents = new ArrayList<Value>();
        while (parser.hasNext()) {
            Event event = next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    anchors.clear();
                    Value value = value(next(), relevance, 0);
                    if (!(value instanceof Scalar scalar && scalar.isNull())) {
                        documents.add(value);
                    }
                }
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                default -> throw new IllegalStateException("unexpected " + event);
            }
        }
        return documents;
    }

    private Event next() {
        Event event = parser.next();
        source.valueEnded();
        Optional<Mark> mark = event.getStartMark();
        if (mark.isPresent()) {
            line = source.startLine() + mark.get().getLine();
        }
        return event;
    }

    private Value value(Event event, Relevance relevance, int depth) {
        if (depth > DEEPEST) {
            throw new Unreadable(line, "it is nested deeper than " + DEEPEST + " levels");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias, relevance);
        }
        if (relevance != Relevance.NONE) {
            count(1);
        }
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        if (anchor.isEmpty()) {
            return content(event, relevance, depth);
        }
        open.add(anchor.get());
        Value value = content(event, relevance, depth);
        open.remove(anchor.get());
        anchors.put(anchor.get(), value);
        return value;
    }

    private Value content(Event event, Relevance relevance, int depth) {
        if (event instanceof MappingStartEvent) {
            return mapping(relevance, depth);
        }
        return event instanceof SequenceStartEvent ? sequence(relevance, depth) : scalar((ScalarEvent) event);
    }

    private Value alias(AliasEvent event, Relevance relevance) {
        Anchor anchor = event.getAlias();
        if (open.contains(anchor)) {
            throw new Unreadable(line, "the alias *" + anchor.getValue() + " is part of what it stands for");
        }
        Value value = anchors.get(anchor);
        if (value == null) {
            throw new Unreadable(
                    line, "there is no anchor &" + anchor.getValue() + " before the alias *" + anchor.getValue());
        }
        if (relevance != Relevance.NONE) {
            count(value.size());
        }
        return value.on(line);
    }

    private Mapping mapping(Relevance relevance, int depth) {
        int start = line;
        var entries = new LinkedHashMap<String, Value>();
        Value merge = null;
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            int keyLine = line;
            String key = key(event, depth);
            boolean merges = key.equals("<<") && event instanceof ScalarEvent it && it.isPlain();
            if (merges ? merge != null : entries.containsKey(key)) {
                throw new Unreadable(keyLine, "the key '" + shortened(key) + "' stands twice in one map");
            }
            Relevance inside = merges ? relevance : relevance.under(key);
            Value value = value(next(), inside, depth + 1);
            if (merges) {
                merge = value.on(keyLine);
            } else {
                entries.put(key, kept(value, inside).on(keyLine));
            }
        }
        if (merge != null) {
            for (Mapping other : merged(merge)) {
                count(other.size());
                other.entries().forEach(entries::putIfAbsent);
            }
        }
        return new Mapping(start, relevance == Relevance.NONE ? Map.of() : entries);
    }

    /**
     * Returns the value as it is kept. A text that does not count is dropped; any other value may be of a type that is
     * wrong there.
     */
    private static Value kept(Value value, Relevance relevance) {
        return relevance == Relevance.NONE && isText(value) ? new Scalar(value.line(), null) : value;
    }

    private static boolean isText(Value value) {
        return value instanceof Scalar scalar && scalar.content() instanceof String;
    }

    private String key(Event event, int depth) {
        Value key = value(event, Relevance.ALL, depth + 1);
        if (!(key instanceof Scalar scalar)) {
            throw new Unreadable(line, "the key of a map must be a text, not " + key.description());
        }
        Object content = scalar.content();
        if (content == null) {
            throw new Unreadable(line, "a key of a map is empty");
        }
        return event instanceof ScalarEvent text ? text.getValue() : content.toString();
    }

    private static List<Mapping> merged(Value value) {
        if (value instanceof Mapping mapping) {
            return List.of(mapping);
        }
        if (value instanceof Sequence sequence && sequence.items().stream().allMatch(Mapping.class::isInstance)) {
            return sequence.items().stream().map(Mapping.class::cast).toList();
        }
        throw new Unreadable(value.line(), "'<<' merges maps, not " + value.description());
    }

    private Sequence sequence(Relevance relevance, int depth) {
        int start = line;
        var items = new ArrayList<Value>();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            Value item = value(event, relevance, depth + 1);
            if (relevance != Relevance.NONE) {
                items.add(item);
            }
        }
        return new Sequence(start, items);
    }

    private Scalar scalar(ScalarEvent event) {
        boolean text = !event.isPlain()
                || event.getTag()
                        .filter(tag -> tag.equals("!") || tag.equals(STRING_TAG))
                        .isPresent();
        return new Scalar(line, text ? event.getValue() : Scalars.resolve(event.getValue()));
    }

    private void count(int values) {
        size = (int) Math.min((long) size + values, Integer.MAX_VALUE);
        if (size > LARGEST) {
            throw new Unreadable(
                    line, "it has more than " + LARGEST + " values, aliases counted as often as they are used");
        }
    }

    private static String shortened(String key) {
        return key.length() > 60 ? key.substring(0, 60) + "…" : key;
    }
}
