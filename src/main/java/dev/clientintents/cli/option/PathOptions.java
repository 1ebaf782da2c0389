package dev.clientintents.cli.option;

import java.util.List;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Parameters;

/** The input of commands that take nothing else as arguments, and whose {@code -f} means something else. */
public class PathOptions extends ReadOptions {

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            showDefaultValue = Visibility.NEVER,
            description = "Files, folders (with all that is in them), or - for standard input.")
    private List<String> paths = List.of();

    @Override
    List<String> paths() {
        return paths;
    }

    @Override
    String howToNamePaths() {
        return "";
    }
}
