package dev.clientintents;

import dev.clientintents.cli.Commands;
import dev.clientintents.operator.FirstHandshake;

/** The entry point of the jar. */
public final class Main {

    private static final int CANNOT_RUN = 2;

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("operator")) {
            FirstHandshake.prepare();
        } else {
            keepSilent();
        }
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        try {
            return Commands.lineFor(arguments).execute(arguments);
        } catch (OutOfMemoryError e) {
            System.err.println(
                    "this needs more memory than Java may use here: give it more with -Xmx, or read less at once");
            return CANNOT_RUN;
        }
    }

    /**
     * Only the operator keeps a log; what other commands have to say they print. Without this, a library that merely
     * asks for a logger costs them a quarter of their time, for the set-up of logging.
     */
    private static void keepSilent() {
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }
}
