package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.git.GitTree;
import dev.clientintents.cli.option.AsIsOption;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.option.PairOptions;
import dev.clientintents.cli.report.ChangeFormat;
import dev.clientintents.cli.report.ChangeReport;
import dev.clientintents.model.PlainText;
import dev.clientintents.query.Change;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a change of manifests opens and closes. */
@Command(
        description = {"Lists the connections that a change opens and closes, per client and server.", ""},
        exitCodeList = {
            "0:The change is shown.",
            "1:It opens or closes what --fail-on names.",
            "2:It cannot run, or part of the input cannot be read, or, with --fail-on, not be evaluated; with --strict also on warnings."
        },
        footer = {
            "  client-intents diff main/deploy deploy",
            "  client-intents diff git:origin/main:deploy deploy     @|faint # a revision of this repository|@",
            "  client-intents diff git:v1.2:deploy git:v1.3:deploy",
            "  client-intents diff --fail-on opened git:main:deploy deploy",
            "  client-intents diff -o comment git:main:deploy deploy @|faint # the comment of a merge request|@",
            "  client-intents diff -o html git:main:deploy deploy > change.html",
            "  helm template shop ./chart | client-intents diff rendered-before.yaml -"
        })
public final class DiffCommand extends PrintingCommand {

    private static final String GIT = "git:";

    /** The changes that make the command fail. */
    enum Gate {
        opened,
        closed,
        any,
        never;

        boolean isClosedTo(Change change) {
            return switch (this) {
                case opened -> !change.opened().isEmpty();
                case closed -> !change.closed().isEmpty();
                case any -> true;
                case never -> false;
            };
        }
    }

    @Parameters(
            index = "0",
            paramLabel = "BEFORE",
            showDefaultValue = Visibility.NEVER,
            description = "A file, a folder, - for standard input, or git:REVISION[:PATH] of the current repository.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", showDefaultValue = Visibility.NEVER, description = "The same.")
    private String after = "";

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "never",
            description = "Exit with 1 where this happens: one of ${COMPLETION-CANDIDATES}.")
    private Gate gate = Gate.never;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            showDefaultValue = Visibility.NEVER,
            description = "The title of a picture; what is compared if it is not given.")
    private @Nullable String title;

    @Mixin
    private PairOptions input = new PairOptions();

    @Mixin
    private AsIsOption asIs = new AsIsOption();

    @Mixin
    private OutputOption<ChangeFormat> output = new OutputOption<>(ChangeFormat.text);

    @Override
    int run(PrintWriter out, PrintWriter err) {
        var told = new StringWriter();
        Evaluated was = read(before, told);
        Evaluated is = read(after, told);
        // what concerns both sides is told once
        told.toString().lines().distinct().forEach(line -> err.print(line + "\n"));
        err.flush();
        String name = PlainText.oneLine(title == null ? "What changes from " + before + " to " + after : title);
        ChangeReport report = ChangeReport.of(name, was, is, input.strict());
        output.format().write(report, out);
        boolean passes = report.changes().stream().noneMatch(gate::isClosedTo);
        return Math.max(exitCode(was, passes), exitCode(is, passes));
    }

    /** Returns the exit code for one side; without a gate, what is not evaluated is told and fails nothing. */
    private int exitCode(Evaluated side, boolean passes) {
        boolean told = gate == Gate.never && side.exitCode(input.strict()) == ExitCode.CLEAN;
        return told ? ExitCode.CLEAN : side.gate(input.strict(), passes);
    }

    private Evaluated read(String source, StringWriter told) {
        if (!source.startsWith(GIT)) {
            Evaluated evaluated = Evaluated.of(input.read(List.of(source), asIs));
            evaluated.warn(new PrintWriter(told));
            return evaluated;
        }
        int colon = source.indexOf(':', GIT.length());
        String revision = source.substring(GIT.length(), colon < 0 ? source.length() : colon);
        try (GitTree tree =
                GitTree.of(Path.of("").toAbsolutePath(), revision, colon < 0 ? "." : source.substring(colon + 1))) {
            Evaluated evaluated = Evaluated.of(input.read(List.of(tree.folder().toString()), asIs));
            var text = new StringWriter();
            evaluated.warn(new PrintWriter(text));
            // with the names that the user knows in the place of those of temporary files
            told.write(text.toString()
                    .replace(tree.folder() + "/", PlainText.oneLine(GIT + revision + ":"))
                    .replace(tree.folder().toString(), PlainText.oneLine(source)));
            return evaluated;
        }
    }
}
