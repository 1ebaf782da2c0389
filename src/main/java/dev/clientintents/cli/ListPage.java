package dev.clientintents.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A page of a list of objects, as kubectl prints it: without {@code managedFields}, which is the half of many objects and says
 * nothing here.
 */
final class ListPage {

    private static final JsonFactory JSON = new JsonFactory();

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private Optional<String> next = Optional.empty();

    private ListPage() {}

    /** @throws IOException where the text is not JSON */
    static ListPage of(String text) throws IOException {
        var page = new ListPage();
        try (JsonParser in = JSON.createParser(text);
                JsonGenerator out = JSON.createGenerator(page.kept)) {
            while (in.nextToken() != null) {
                page.take(in, out);
            }
        }
        return page;
    }

    private void take(JsonParser in, JsonGenerator out) throws IOException {
        if (in.currentToken() == JsonToken.FIELD_NAME
                && in.currentName().equals("managedFields")
                && isInMetadata(in.getParsingContext())) {
            in.nextToken();
            in.skipChildren();
            return;
        }
        if (in.currentToken() == JsonToken.VALUE_STRING
                && "continue".equals(in.currentName())
                && isInMetadata(in.getParsingContext())
                && in.getParsingContext().getParent().getParent().inRoot()) {
            next = Optional.of(in.getText()).filter(token -> !token.isEmpty());
        }
        out.copyCurrentEventExact(in);
    }

    private static boolean isInMetadata(JsonStreamContext context) {
        JsonStreamContext around = context.getParent();
        return around != null && "metadata".equals(around.getCurrentName());
    }

    /** The page as it is to be read. */
    InputStream json() {
        return new ByteArrayInputStream(kept.toByteArray());
    }

    /** By what to ask for the next page; empty on the last. */
    Optional<String> next() {
        return next;
    }
}
