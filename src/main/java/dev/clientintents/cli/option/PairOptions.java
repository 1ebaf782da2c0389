package dev.clientintents.cli.option;

import java.util.List;

/** The reading options of commands that name their inputs one by one. */
public final class PairOptions extends ReadOptions {

    @Override
    List<String> paths() {
        return List.of();
    }

    @Override
    String howToNamePaths() {
        return "";
    }
}
