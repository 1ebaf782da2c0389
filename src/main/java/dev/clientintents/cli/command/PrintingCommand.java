package dev.clientintents.cli.command;

import dev.clientintents.cli.PlainWriter;
import dev.clientintents.cli.Version;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public final Integer call() {
        if (spec == null) {
            throw new IllegalStateException("the command was not called by its command line");
        }
        PrintWriter out = PlainWriter.before(spec.commandLine().getOut());
        PrintWriter err = PlainWriter.before(spec.commandLine().getErr());
        int code = run(out, err);
        out.flush();
        err.flush();
        return code;
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
