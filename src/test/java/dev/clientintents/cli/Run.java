package dev.clientintents.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/**
 * A command that was run.
 *
 * @param exitCode what it answered
 * @param out what it printed
 * @param err what it complained about
 */
public record Run(int exitCode, String out, String err) {

    public static Run of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Commands.lineFor(arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    /** The arguments, and more of them after those. */
    static String[] with(String[] more, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }
}
