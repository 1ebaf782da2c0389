package dev.clientintents.cli;

import dev.clientintents.query.UnknownName;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands of the jar. */
@Command(
        name = "client-intents",
        description = {"Declared intents of clients become network policies of servers.", ""},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  client-intents check deploy/              @|faint # is what is declared right?|@",
            "  client-intents render deploy/             @|faint # the policies that the operator would write|@",
            "  client-intents graph -o html deploy/      @|faint # a page that shows who consumes whom|@",
            "  client-intents reach deploy/              @|faint # every connection that is then open|@",
            "  client-intents COMMAND --help             @|faint # more on one command|@"
        })
public final class Commands {

    private static final List<Class<?>> COMMANDS = List.of(
            CheckCommand.class,
            RenderCommand.class,
            ReachCommand.class,
            WhoCanReachCommand.class,
            CanCommand.class,
            ExplainCommand.class,
            DiffCommand.class,
            AssertCommand.class,
            GraphCommand.class,
            DoctorCommand.class,
            OperatorCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class);

    private Commands() {}

    /** The command line, which answers errors with one line and the exit code 2. */
    public static CommandLine line() {
        return line(COMMANDS);
    }

    /**
     * The command line as far as it takes to execute the arguments: to build the models of all commands takes longer than
     * what most of them do.
     */
    public static CommandLine lineFor(String... arguments) {
        return line(COMMANDS.stream()
                .filter(command -> arguments.length > 0
                        && command.getAnnotation(Command.class).name().equals(arguments[0])
                        && command != CommandLine.HelpCommand.class)
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS));
    }

    private static CommandLine line(List<Class<?>> commands) {
        var root = new CommandLine(new Commands());
        commands.forEach(root::addSubcommand);
        return root.setUsageHelpWidth(110)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> {
                    PrintWriter err = e.getCommandLine().getErr();
                    if (Misuse.namesNoCommand(e)) {
                        e.getCommandLine().usage(err);
                        return ExitCode.CANNOT_RUN;
                    }
                    err.print(Misuse.message(e) + "; see "
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help\n");
                    err.flush();
                    return ExitCode.CANNOT_RUN;
                })
                .setExecutionExceptionHandler((e, line, result) -> {
                    line.getErr().print(message(e) + "\n");
                    line.getErr().flush();
                    return ExitCode.CANNOT_RUN;
                });
    }

    private static String message(Exception failure) {
        if (failure instanceof CannotRun || failure instanceof UnknownName) {
            return String.valueOf(failure.getMessage());
        }
        return "this should not have happened, please report it: " + failure;
    }
}
