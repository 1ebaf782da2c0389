package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.option.AsIsOption;
import dev.clientintents.cli.option.ReadOptions;
import dev.clientintents.query.UnknownName;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;

/** A command that answers from all policies of its input together. */
abstract class EvaluatingCommand extends PrintingCommand {

    @Mixin
    private AsIsOption asIs = new AsIsOption();

    /** Returns the options that say what is read. */
    abstract ReadOptions input();

    /**
     * Prints the answer.
     *
     * @return the exit code
     */
    abstract int answer(Evaluated evaluated, PrintWriter out);

    @Override
    final int run(PrintWriter out, PrintWriter err) {
        Evaluated evaluated = Evaluated.of(input().read(asIs));
        int code;
        try {
            code = answer(evaluated, out);
        } catch (UnknownName e) {
            // what is asked for may be in what could not be read
            evaluated.warn(err);
            throw e;
        }
        // the answer stands before its warnings where both go to one terminal
        out.flush();
        evaluated.warn(err);
        return code;
    }
}
