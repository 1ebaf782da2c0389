package dev.clientintents.cli.command;

import dev.clientintents.cli.AnswerFile;
import dev.clientintents.cli.PlainWriter;
import dev.clientintents.cli.Version;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that prints what it finds and ends. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n")
abstract class PrintingCommand implements Callable<Integer> {

    private static final int LAST = 100;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--output-file",
            paramLabel = "FILE",
            order = LAST,
            showDefaultValue = Visibility.NEVER,
            description = "Write the answer into this file, instead of printing it. Where there is no answer, the file"
                    + " stays as it was; links are not followed.")
    private @Nullable Path file;

    @Override
    public final Integer call() {
        if (spec == null) {
            throw new IllegalStateException("the command was not called by its command line");
        }
        PrintWriter out = PlainWriter.before(spec.commandLine().getOut());
        PrintWriter err = PlainWriter.before(spec.commandLine().getErr());
        int code = file == null ? run(out, err) : run(file, err);
        out.flush();
        err.flush();
        return code;
    }

    private int run(Path into, PrintWriter err) {
        try (var answer = AnswerFile.at(into)) {
            int code = run(answer.writer(), err);
            answer.keep();
            return code;
        }
    }

    /** Returns the file that holds the answer; null where it is printed. */
    final @Nullable Path file() {
        return file;
    }

    /**
     * Does what the command is for.
     *
     * @param out for what was asked
     * @param err for what its reader should know besides
     * @return the exit code
     */
    abstract int run(PrintWriter out, PrintWriter err);
}
