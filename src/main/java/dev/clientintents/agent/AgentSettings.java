package dev.clientintents.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of an agent.
 *
 * @param node the name of the node
 * @param connections the kernel's file of connections
 * @param operator where the operator takes what is told, an HTTPS address
 * @param token the file with the token of the agent's account, which is read anew each time
 * @param authorities the file with the certificates of those who vouch for the operator, which is read anew each time
 * @param readEvery how often the connections are read
 * @param tellEvery how often the operator is told
 */
public record AgentSettings(
        String node,
        Path connections,
        URI operator,
        Path token,
        Path authorities,
        Duration readEvery,
        Duration tellEvery) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException with a line for the person who set it */
    public AgentSettings {
        require(!node.isBlank(), "the name of the node is empty; set NODE_NAME or --node");
        require(
                "https".equals(operator.getScheme()) && operator.getHost() != null,
                "--operator must be an HTTPS address, as https://client-intents-webhook.client-intents.svc:9444/traffic, not "
                        + operator);
        require(isBetween(readEvery), "--read-every must be " + SHORTEST + " to " + LONGEST + ", not " + readEvery);
        require(isBetween(tellEvery), "--tell-every must be " + SHORTEST + " to " + LONGEST + ", not " + tellEvery);
    }

    private static boolean isBetween(Duration time) {
        return time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
