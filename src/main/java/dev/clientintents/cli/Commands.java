package dev.clientintents.cli;

import dev.clientintents.cli.command.AssertCommand;
import dev.clientintents.cli.command.CanCommand;
import dev.clientintents.cli.command.CheckCommand;
import dev.clientintents.cli.command.CompletionCommand;
import dev.clientintents.cli.command.DiffCommand;
import dev.clientintents.cli.command.DoctorCommand;
import dev.clientintents.cli.command.EvidenceCommand;
import dev.clientintents.cli.command.ExplainCommand;
import dev.clientintents.cli.command.GraphCommand;
import dev.clientintents.cli.command.ImportCommand;
import dev.clientintents.cli.command.ObserveNodeCommand;
import dev.clientintents.cli.command.OperatorCommand;
import dev.clientintents.cli.command.ReachCommand;
import dev.clientintents.cli.command.RenderCommand;
import dev.clientintents.cli.command.RequestsCommand;
import dev.clientintents.cli.command.RolloutCommand;
import dev.clientintents.cli.command.SuggestCommand;
import dev.clientintents.cli.command.WhoCanReachCommand;
import dev.clientintents.model.PlainText;
import dev.clientintents.query.UnknownName;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private static final String HELP = "help";

    /**
     * By name, in the order of the help. The names stand here, because to read an annotation of each class takes long.
     */
    private static final Map<String, Class<?>> COMMANDS = commands();

    private Commands() {}

    private static Map<String, Class<?>> commands() {
        var commands = new LinkedHashMap<String, Class<?>>();
        commands.put("check", CheckCommand.class);
        commands.put("render", RenderCommand.class);
        commands.put("reach", ReachCommand.class);
        commands.put("who-can-reach", WhoCanReachCommand.class);
        commands.put("can", CanCommand.class);
        commands.put("explain", ExplainCommand.class);
        commands.put("diff", DiffCommand.class);
        commands.put("assert", AssertCommand.class);
        commands.put("requests", RequestsCommand.class);
        commands.put("import", ImportCommand.class);
        commands.put("suggest", SuggestCommand.class);
        commands.put("evidence", EvidenceCommand.class);
        commands.put("rollout", RolloutCommand.class);
        commands.put("graph", GraphCommand.class);
        commands.put("doctor", DoctorCommand.class);
        commands.put("operator", OperatorCommand.class);
        commands.put("observe-node", ObserveNodeCommand.class);
        commands.put("completion", CompletionCommand.class);
        commands.put(HELP, CommandLine.HelpCommand.class);
        return commands;
    }

    /** Returns the command line, which answers errors with one line and the exit code 2. */
    public static CommandLine line() {
        return line(COMMANDS);
    }

    /**
     * Returns the command line as far as it takes to execute the arguments: to build the models of all commands takes
     * longer than what most of them do.
     */
    public static CommandLine lineFor(String... arguments) {
        String name = arguments.length == 0 ? HELP : arguments[0];
        Class<?> command = COMMANDS.get(name);
        return line(command == null || name.equals(HELP) ? COMMANDS : Map.of(name, command));
    }

    private static CommandLine line(Map<String, Class<?>> commands) {
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
                    err.print(PlainText.oneLine(Misuse.message(e)) + "; see "
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help\n");
                    err.flush();
                    return ExitCode.CANNOT_RUN;
                })
                .setExecutionExceptionHandler((e, line, result) -> {
                    PrintWriter err = PlainWriter.before(line.getErr());
                    err.print(message(e) + "\n");
                    err.flush();
                    return ExitCode.CANNOT_RUN;
                });
    }

    private static String message(Exception failure) {
        if (failure instanceof CannotRun || failure instanceof UnknownName) {
            return String.valueOf(failure.getMessage());
        }
        return "this should not have happened, please report it: " + PlainText.oneLine(failure.toString());
    }
}
