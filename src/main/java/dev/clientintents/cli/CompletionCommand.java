package dev.clientintents.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = {"Prints the completion script of a shell.", ""},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(client-intents completion bash)",
            "  client-intents completion zsh > ~/.client-intents.zsh   @|faint # and source it in ~/.zshrc|@"
        })
final class CompletionCommand implements Callable<Integer> {

    /** zsh takes the script of bash, once it has been told to. */
    private static final String FOR_ZSH =
            "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

    /** The shells whose scripts there are. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var root = Commands.line();
        Commands.out(spec).print(shell == Shell.zsh ? FOR_ZSH : "");
        Commands.out(spec).print(AutoComplete.bash(root.getCommandName(), root));
        Commands.out(spec).flush();
        return ExitCode.CLEAN;
    }
}
