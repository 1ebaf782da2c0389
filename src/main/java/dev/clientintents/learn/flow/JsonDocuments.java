package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Reads JSON objects one after the other, however their lines are broken, and the elements of arrays as if they stood alone. Of a
 * document that is broken or cut off, what stands before counts, and the rest of the stream is not read.
 */
final class JsonDocuments {

    private JsonDocuments() {}

    /** @throws IOException where the stream cannot be read */
    static void read(InputStream in, JsonFormat format, FlowSink sink) throws IOException {
        try (JsonParser json = Json.FACTORY.createParser(new Guarded(in))) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    format.read(json);
                } else if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
                    sink.passOver(PassedOver.OTHER_RECORDS);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IOException e) {
            sink.passOver(PassedOver.BROKEN);
        }
    }

    /** Tells failures of the stream from those of the JSON in it. */
    private static final class Guarded extends InputStream {

        private final InputStream in;

        Guarded(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            try {
                return in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
