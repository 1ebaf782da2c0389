package dev.clientintents.manifest.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.manifest.yaml.Value.Sequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Builds the values of an API server's response, which is certain to be JSON and to have the right types. It takes a
 * fraction of the time of the YAML reader, which tracks lines and reports what people get wrong. What says nothing
 * about access is skipped.
 */
public final class JsonReader {

    private static final JsonFactory JSON = new JsonFactory();

    /** The line of all values, as a response has no lines to point at. */
    private static final int LINE = 1;

    private JsonReader() {}

    /**
     * Reads one JSON value.
     *
     * @param relevance which parts of it are kept
     * @throws IOException where the text is not one JSON value, or nothing that an API server answers
     */
    public static Value read(String text, Relevance relevance) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            Value value = value(parser, relevance);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the value");
            }
            return value;
        }
    }

    /** Returns the value of a text that need not be JSON, with all that is in it; empty where it is none. */
    public static Optional<Value> parse(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            Value value = value(parser, Relevance.ALL);
            return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the value that begins at the parser's token; the parser moves to its end. */
    private static Value value(JsonParser parser, Relevance relevance) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("the text is empty");
        }
        return switch (token) {
            case START_OBJECT -> mapping(parser, relevance);
            case START_ARRAY -> sequence(parser, relevance);
            case VALUE_STRING -> new Scalar(LINE, parser.getText());
            case VALUE_TRUE -> new Scalar(LINE, true);
            case VALUE_FALSE -> new Scalar(LINE, false);
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new Scalar(LINE, parser.getDoubleValue())
                        : new Scalar(LINE, parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Scalar(LINE, parser.getDoubleValue());
            case VALUE_NULL -> new Scalar(LINE, null);
            default -> throw new IOException("unexpected " + token);
        };
    }

    private static Mapping mapping(JsonParser parser, Relevance relevance) throws IOException {
        var entries = new LinkedHashMap<String, Value>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            Relevance inside = relevance.under(key);
            parser.nextToken();
            if (inside == Relevance.NONE) {
                parser.skipChildren();
            } else {
                entries.put(key, value(parser, inside));
            }
        }
        return new Mapping(LINE, entries);
    }

    private static Sequence sequence(JsonParser parser, Relevance relevance) throws IOException {
        var items = new ArrayList<Value>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, relevance));
        }
        return new Sequence(LINE, items);
    }
}
