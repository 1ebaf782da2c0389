package dev.clientintents.operator;

import dev.clientintents.certificate.Lifetimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings by which the webhook for new pods is served.
 *
 * @param port where to listen; 0 takes a free port
 * @param name the name of the Service by which the API server knows it, of the MutatingWebhookConfiguration and of the
 *     Secret with its certificates
 * @param certificates the folder where somebody else keeps {@code tls.crt} and {@code tls.key}; empty where the
 *     operator makes certificates itself
 * @param certificateLifetime how long a certificate holds that the operator makes
 * @param drain how long to go on answering when told to stop, until nobody asks any more
 */
public record WebhookSettings(
        int port, String name, Optional<Path> certificates, Duration certificateLifetime, Duration drain) {

    private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException with a line for the person who set it */
    public WebhookSettings {
        require(port >= 0 && port <= 65535, "--webhook-port must be 0 to 65535, not " + port);
        require(
                LABEL.matcher(name).matches(),
                "--webhook-name must be the name of a Service, as client-intents-webhook, not " + name);
        require(!drain.isNegative(), "--webhook-drain must not be negative");
        try {
            var unused = new Lifetimes(certificateLifetime);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--webhook-certificate-lifetime: " + e.getMessage(), e);
        }
    }

    public Lifetimes lifetimes() {
        return new Lifetimes(certificateLifetime);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
