package dev.clientintents.cli.command;

import dev.clientintents.agent.AgentSettings;
import dev.clientintents.agent.NodeAgent;
import dev.clientintents.cli.Version;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Observes the connections of a node until it is told to stop. */
@Command(
        description = {
            "Reads which connections the kernel of a node tracks, and tells the operator who called whom. The chart runs it on"
                    + " every node with observe.enabled. It needs the node's network namespace and the user root, and logs to"
                    + " standard error."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        showDefaultValues = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  client-intents observe-node --node worker-1 \\",
            "      --operator https://client-intents-webhook.client-intents.svc:9444/traffic"
        })
public final class ObserveNodeCommand implements Callable<Integer> {

    @Option(names = "--node", defaultValue = "${env:NODE_NAME}", description = "The name of the node ($$NODE_NAME).")
    private @Nullable String node;

    @Option(
            names = "--operator",
            required = true,
            defaultValue = "${env:CLIENT_INTENTS_OBSERVE_OPERATOR}",
            description = "Where the operator is told, an HTTPS address ($$CLIENT_INTENTS_OBSERVE_OPERATOR).")
    private URI operator = URI.create("");

    @Option(
            names = "--connections",
            defaultValue = "/proc/net/nf_conntrack",
            description = "The kernel's file of connections.")
    private Path connections = Path.of("");

    @Option(
            names = "--token",
            defaultValue = "/var/run/secrets/client-intents/token",
            description = "The file with the token of the agent's account.")
    private Path token = Path.of("");

    @Option(
            names = "--authorities",
            defaultValue = "/var/run/secrets/client-intents-authorities/ca.crt",
            description = "The file with the certificates of those who vouch for the operator.")
    private Path authorities = Path.of("");

    @Option(
            names = "--read-every",
            defaultValue = "${env:CLIENT_INTENTS_OBSERVE_READ_EVERY:-PT10S}",
            description = "How often the connections are read ($$CLIENT_INTENTS_OBSERVE_READ_EVERY).")
    private Duration readEvery = Duration.ZERO;

    @Option(
            names = "--tell-every",
            defaultValue = "${env:CLIENT_INTENTS_OBSERVE_TELL_EVERY:-PT60S}",
            description = "How often the operator is told ($$CLIENT_INTENTS_OBSERVE_TELL_EVERY).")
    private Duration tellEvery = Duration.ZERO;

    @Override
    public Integer call() {
        AgentSettings settings;
        try {
            settings = new AgentSettings(
                    node == null ? "" : node, connections, operator, token, authorities, readEvery, tellEvery);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        new NodeAgent(settings, line -> System.err.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line))
                .run();
        return 0;
    }
}
