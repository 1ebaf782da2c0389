package dev.clientintents.cli;

import dev.clientintents.model.PlainText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * The one way by which commands print what they read: no control character of a manifest, a file name or an argument
 * reaches a terminal or a pipeline. What is written instead means the same in JSON and in the quotes of YAML.
 */
public final class PlainWriter extends FilterWriter {

    private PlainWriter(Writer out) {
        super(out);
    }

    /** Returns a writer before another one, to be flushed at the end. */
    public static PrintWriter before(Writer out) {
        return new PrintWriter(new PlainWriter(out));
    }

    @Override
    public void write(int character) throws IOException {
        write(String.valueOf((char) character));
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
        write(new String(characters, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        write(text.substring(offset, offset + length));
    }

    @Override
    public void write(String text) throws IOException {
        out.write(PlainText.lines(text));
    }
}
