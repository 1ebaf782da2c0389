package dev.clientintents.cli.option;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The input of commands that take nothing else as arguments, which may follow {@code -f}, too, as everywhere. */
public final class InputOptions extends PathOptions {

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "PATH",
            showDefaultValue = Visibility.NEVER,
            description = "The same as PATH. May be repeated.")
    private List<String> named = List.of();

    @Override
    List<String> paths() {
        return Stream.of(super.paths(), named).flatMap(List::stream).toList();
    }
}
