package dev.clientintents.cli;

import dev.clientintents.query.Change;
import dev.clientintents.query.Changes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a change of manifests opens and closes. */
@Command(
        name = "diff",
        description = {"Lists the connections that a change opens and closes, per client and server.", ""},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The change is shown.",
            "1:It opens or closes what --fail-on names.",
            "2:It cannot run, or part of the input cannot be read; with --strict also on warnings."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  client-intents diff main/deploy deploy",
            "  client-intents diff git:origin/main:deploy deploy     @|faint # a revision of this repository|@",
            "  client-intents diff git:v1.2:deploy git:v1.3:deploy",
            "  client-intents diff --fail-on opened git:main:deploy deploy",
            "  client-intents diff -o markdown git:main:deploy deploy @|faint # the comment of a merge request|@",
            "  helm template shop ./chart | client-intents diff rendered-before.yaml -"
        })
final class DiffCommand implements Callable<Integer> {

    private static final String GIT = "git:";

    /** What makes the command fail. */
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
            description = "A file, a folder, - for standard input, or git:REVISION[:PATH] of the current repository.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", description = "The same.")
    private String after = "";

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "never",
            description = "Exit with 1 where this happens: one of ${COMPLETION-CANDIDATES}.")
    private Gate gate = Gate.never;

    @Mixin
    private PairOptions input = new PairOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private ChangeFormat output = ChangeFormat.text;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Evaluated was = read(before);
        Evaluated is = read(after);
        List<Change> changes =
                Changes.between(was.reach().reachability(), is.reach().reachability());
        output.write(changes, Commands.out(spec));
        Commands.out(spec).flush();
        if (!was.isComplete(input.strict()) || !is.isComplete(input.strict())) {
            return ExitCode.CANNOT_RUN;
        }
        return changes.stream().anyMatch(gate::isClosedTo) ? ExitCode.FINDINGS : ExitCode.CLEAN;
    }

    private Evaluated read(String source) {
        if (!source.startsWith(GIT)) {
            return told(Evaluated.of(input.read(List.of(source))), "", "");
        }
        int colon = source.indexOf(':', GIT.length());
        String revision = source.substring(GIT.length(), colon < 0 ? source.length() : colon);
        try (GitTree tree =
                GitTree.of(Path.of("").toAbsolutePath(), revision, colon < 0 ? "." : source.substring(colon + 1))) {
            return told(
                    Evaluated.of(input.read(List.of(tree.folder().toString()))),
                    tree.folder() + "/",
                    GIT + revision + ":");
        }
    }

    /** Warns, with the names that the user knows in the place of those of temporary files. */
    private Evaluated told(Evaluated evaluated, String place, String name) {
        var text = new StringWriter();
        var writer = new PrintWriter(text);
        evaluated.warn(writer);
        Commands.err(spec).print(place.isEmpty() ? text : text.toString().replace(place, name));
        Commands.err(spec).flush();
        return evaluated;
    }
}
