package dev.clientintents.learn.flow;

import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads records of connections from streams, whose formats it recognises where they are not named. */
public final class FlowReader {

    /** How much of an input is looked at before it is read. */
    private static final int LOOKED_AT = 64 << 10;

    private static final int SHOWN = 80;

    private final FlowSink sink;

    public FlowReader(FlowSink sink) {
        this.sink = sink;
    }

    /**
     * Reads a stream to its end.
     *
     * @param named the format; null to have it recognised by the first record
     * @return the format that was read; empty where the stream is
     * @throws UnknownFormat where it is not named and no record at the beginning of the stream is of any
     * @throws IOException where the stream cannot be read
     */
    public Optional<FlowFormat> read(InputStream in, @Nullable FlowFormat named) throws IOException, UnknownFormat {
        var beginning = new Beginning(in);
        FlowFormat format = named;
        while (format == null && beginning.more()) {
            format = beginning.format().orElse(null);
        }
        while (beginning.isWithinFirstLine() && beginning.more()) {
            // the first line tells whether records stand in a line each
        }
        if (beginning.isBlank()) {
            return Optional.empty();
        }
        if (format == null) {
            throw new UnknownFormat("its first line is of no format that is read: " + beginning.shown());
        }
        read(beginning, format);
        return Optional.of(format);
    }

    private void read(Beginning beginning, FlowFormat format) throws IOException {
        Optional<JsonFormat> json = beginning.isOfDocuments(format) ? format.json(sink) : Optional.empty();
        if (json.isPresent()) {
            JsonDocuments.read(beginning.all(), json.get(), sink);
        } else {
            LineFormat lines = format.lines(sink);
            new LineReader(beginning.all()).read(lines::read, () -> sink.passOver(PassedOver.BROKEN));
        }
    }

    /** The beginning of a stream, which is read again with the rest. */
    private static final class Beginning {

        private final InputStream in;
        private final byte[] bytes = new byte[LOOKED_AT];
        private int length;
        private boolean ended;

        Beginning(InputStream in) {
            this.in = in;
        }

        /** Looks at more; false where there is no more, or enough has been seen. */
        boolean more() throws IOException {
            if (ended || length == bytes.length) {
                return false;
            }
            int read = in.read(bytes, length, bytes.length - length);
            ended = read < 0;
            length += Math.max(read, 0);
            return true;
        }

        /** Returns the format of the first record that is of any, which may be the first part of a document. */
        Optional<FlowFormat> format() {
            String text = text();
            Optional<FlowFormat> ofDocument = FlowFormat.of(Sample.of(text));
            return ofDocument.isPresent()
                    ? ofDocument
                    : text.lines()
                            .map(line -> FlowFormat.of(Sample.of(line.strip())))
                            .flatMap(Optional::stream)
                            .findFirst();
        }

        boolean isBlank() {
            return text().isBlank();
        }

        boolean isWithinFirstLine() {
            String text = text().stripLeading();
            return text.isEmpty() || text.indexOf('\n') < 0;
        }

        /**
         * Returns whether records do not stand in a line each. A first line that is no JSON value by itself is one that is cut off
         * where others are values; lines within a document that is printed for people are indented.
         */
        boolean isOfDocuments(FlowFormat format) {
            List<String> lines = text().lines()
                    .filter(line -> line.indexOf('{') >= 0 || line.startsWith("["))
                    .toList();
            if (lines.isEmpty() || isWhole(lines.get(0))) {
                return false;
            }
            return switch (format) {
                case ISTIO, KIALI -> true;
                case CALICO -> CalicoFlows.isList(Sample.of(text()));
                default -> lines.stream().noneMatch(Beginning::isWhole);
            };
        }

        private static boolean isWhole(String line) {
            return !Character.isWhitespace(line.charAt(0))
                    && Sample.of(line.strip()).whole();
        }

        String shown() {
            String first = text().lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("")
                    .strip();
            return first.length() <= SHOWN ? first : first.substring(0, SHOWN) + "…";
        }

        InputStream all() {
            return new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(bytes, length)), in);
        }

        private String text() {
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
    }
}
