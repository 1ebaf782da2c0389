package dev.clientintents.demo;

import java.io.PrintStream;

/** Where the demo speaks. Lines of several threads never mix. */
final class Console {
    private final PrintStream out;

    Console(PrintStream out) {
        this.out = out;
    }

    /** One or more whole lines. */
    synchronized void say(String text) {
        out.println(text);
        out.flush();
    }

    /** The title of what follows. */
    void step(String title) {
        say("\n== " + title);
    }
}
