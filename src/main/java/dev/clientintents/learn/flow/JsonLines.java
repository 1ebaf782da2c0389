package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads lines with a JSON object each, or an array of objects. What stands before the object is not read: {@code kubectl logs} writes
 * names and times there, and servers that send events {@code data:}.
 */
final class JsonLines implements LineFormat {

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
    private static final List<String> EVENT_FIELDS = List.of(":", "event:", "id:", "retry:");

    private final JsonFormat format;
    private final FlowSink sink;

    JsonLines(JsonFormat format, FlowSink sink) {
        this.format = format;
        this.sink = sink;
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to && bytes[start] != '{' && !isArray(bytes, start, from, to)) {
            start++;
        }
        if (start == to || !mayBegin(bytes, start, from)) {
            if (!isFieldOfEvent(bytes, from, to)) {
                sink.passOver(PassedOver.BROKEN);
            }
            return;
        }
        try (JsonParser json = Json.FACTORY.createParser(bytes, start, to - start)) {
            if (json.nextToken() == JsonToken.START_ARRAY) {
                Json.elements(json, this::element);
            } else {
                format.read(json);
            }
            if (json.nextToken() != null) {
                sink.passOver(PassedOver.BROKEN);
            }
        } catch (IOException e) {
            sink.passOver(PassedOver.BROKEN);
        }
    }

    /** Returns whether a record may begin there: it is the beginning of the line, or behind a space or {@code data:}. */
    private static boolean mayBegin(byte[] bytes, int at, int from) {
        return at == from
                || bytes[at - 1] == ' '
                || bytes[at - 1] == '\t'
                || (at - from == DATA.length && Arrays.equals(bytes, from, at, DATA, 0, DATA.length));
    }

    private void element(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            format.read(json);
        } else {
            json.skipChildren();
            sink.passOver(PassedOver.OTHER_RECORDS);
        }
    }

    /** Returns whether an array of objects begins the line there, and no other text in brackets. */
    private static boolean isArray(byte[] bytes, int at, int from, int to) {
        return at == from
                && bytes[at] == '['
                && at + 1 < to
                && (bytes[at + 1] == '{' || bytes[at + 1] == ']' || bytes[at + 1] == ' ');
    }

    /** Returns whether a line is {@code event:}, {@code id:}, {@code retry:} or a comment of a stream of events. */
    private static boolean isFieldOfEvent(byte[] bytes, int from, int to) {
        return EVENT_FIELDS.stream()
                .anyMatch(field -> to - from >= field.length()
                        && new String(bytes, from, field.length(), StandardCharsets.US_ASCII).equals(field));
    }
}
