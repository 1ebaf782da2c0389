package dev.clientintents.cli;

import java.util.List;

/** How commands read that name their inputs one by one. */
final class PairOptions extends ReadOptions {

    @Override
    List<String> paths() {
        return List.of();
    }

    @Override
    String howToNamePaths() {
        return "";
    }
}
