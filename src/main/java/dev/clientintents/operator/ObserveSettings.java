package dev.clientintents.operator;

import java.util.regex.Pattern;

/**
 * The settings by which the operator takes what the agents of nodes tell.
 *
 * @param port where to listen; 0 takes a free port
 * @param account the name of the agents' service account, of the operator's own namespace
 */
public record ObserveSettings(int port, String account) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

    /** @throws IllegalArgumentException with a line for the person who set it */
    public ObserveSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("--observe-port must be 0 to 65535, not " + port);
        }
        if (!NAME.matcher(account).matches()) {
            throw new IllegalArgumentException(
                    "--observe-account must be the name of a service account, as client-intents-observe, not "
                            + account);
        }
    }
}
