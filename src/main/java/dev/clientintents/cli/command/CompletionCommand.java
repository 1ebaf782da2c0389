package dev.clientintents.cli.command;

import dev.clientintents.cli.Commands;
import dev.clientintents.cli.ExitCode;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Parameters;

/** Prints what a shell needs to complete commands and options. */
@Command(
        description = {"Prints the completion script of a shell.", ""},
        footer = {
            "  source <(client-intents completion bash)",
            "  client-intents completion zsh > ~/.client-intents.zsh   @|faint # and source it in ~/.zshrc|@"
        })
public final class CompletionCommand extends PrintingCommand {

    /** zsh takes the script of bash, once it has been told to. */
    private static final String FOR_ZSH =
            "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

    /** The shells whose scripts there are. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(
            paramLabel = "SHELL",
            showDefaultValue = Visibility.NEVER,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @Override
    int run(PrintWriter out, PrintWriter err) {
        var root = Commands.line();
        out.print(shell == Shell.zsh ? FOR_ZSH : "");
        out.print(AutoComplete.bash(root.getCommandName(), root));
        out.print("complete -F _complete_" + root.getCommandName() + " -o default kubectl-intents\n");
        return ExitCode.CLEAN;
    }
}
