package dev.clientintents;

import dev.clientintents.cli.OperatorCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of the jar. */
@Command(
        name = "client-intents",
        description = "Declared intents of clients become network policies of servers.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = OperatorCommand.class)
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    /** Reads the version from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"client-intents " + (version == null ? "(not packaged)" : version)};
        }
    }
}
