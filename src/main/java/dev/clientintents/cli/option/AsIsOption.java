package dev.clientintents.cli.option;

import picocli.CommandLine.Option;

/** The option of commands that can evaluate what is there without the operator. */
public final class AsIsOption {

    @Option(
            names = "--as-is",
            description = "Evaluate labels and policies as they stand, as in a cluster without the operator; else the"
                    + " answers are those of one in which it runs.")
    private boolean given;

    /** Returns whether labels and policies are evaluated as they stand. */
    public boolean isGiven() {
        return given;
    }
}
