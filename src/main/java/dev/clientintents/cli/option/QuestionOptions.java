package dev.clientintents.cli.option;

import java.util.List;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The input of commands whose arguments are a question. */
public final class QuestionOptions extends ReadOptions {

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "PATH",
            showDefaultValue = Visibility.NEVER,
            description = "Files, folders (with all that is in them), or - for standard input. May be repeated.")
    private List<String> paths = List.of();

    @Override
    List<String> paths() {
        return paths;
    }

    @Override
    String howToNamePaths() {
        return ", with -f";
    }
}
