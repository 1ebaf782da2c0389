package dev.clientintents;

import dev.clientintents.cli.Commands;

/** The entry point of the jar. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Commands.line().execute(arguments));
    }
}
