package dev.clientintents.learn.flow;

import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import java.nio.charset.StandardCharsets;

/** Reads records that are lines of text. */
abstract class TextFormat implements LineFormat {

    /** No record is longer; what patterns look for stands near the beginning. */
    private static final int LONGEST = 8192;

    final FlowSink sink;

    TextFormat(FlowSink sink) {
        this.sink = sink;
    }

    @Override
    public final void read(byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            sink.passOver(PassedOver.BROKEN);
        } else {
            read(new String(bytes, from, to - from, StandardCharsets.UTF_8).strip());
        }
    }

    /** Reads a line that is not blank, and counts it where it is no record. */
    abstract void read(String line);
}
