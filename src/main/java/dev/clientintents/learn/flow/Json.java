package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of JSON as records have them: fields in any order, numbers also as texts, fields of another type than expected as if
 * they were absent.
 */
final class Json {

    static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Takes the value of a field; the parser stands at the beginning of the value and is to be left at its end. */
    @FunctionalInterface
    interface Field {
        void read(String name, JsonParser json) throws IOException;
    }

    /** Takes an element of an array in the same way. */
    @FunctionalInterface
    interface Element {
        void read(JsonParser json) throws IOException;
    }

    /** Reads the fields of the value at which the parser stands; none where it is no object. */
    static void fields(JsonParser json, Field each) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            each.read(name, json);
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the object is cut off");
        }
    }

    /** Reads the elements of the value at which the parser stands; none where it is no array. */
    static void elements(JsonParser json, Element each) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                throw new IOException("the array is cut off");
            }
            each.read(json);
        }
    }

    /** Returns a text, or a number as it is written; null for anything else, and for no characters at all. */
    static @Nullable String text(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
            int length = json.getTextLength();
            return length == 0 ? null : RecentTexts.of(json.getTextCharacters(), json.getTextOffset(), length);
        }
        json.skipChildren();
        return null;
    }

    /** Returns a whole number, which may stand as a text; -1 for anything else. */
    static long number(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? -1 : json.getLongValue();
        }
        String text = text(json);
        return text == null ? -1 : Texts.number(text);
    }

    /** Returns a port; 0 where it is none. */
    static int port(JsonParser json) throws IOException {
        return Texts.port(number(json));
    }

    /** Returns a truth value; null where it is none. */
    static @Nullable Boolean truth(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        json.skipChildren();
        return null;
    }
}
