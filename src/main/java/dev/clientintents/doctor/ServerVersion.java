package dev.clientintents.doctor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of an API server.
 *
 * @param text as it says it, for example {@code v1.31.2-gke.1000}
 */
public record ServerVersion(String text, int major, int minor) {

    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");

    /** Reads a version; empty where the text does not read like one. */
    public static Optional<ServerVersion> parse(String text) {
        Matcher matcher = VERSION.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new ServerVersion(text, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    boolean isAtLeast(int wantedMinor) {
        return major > 1 || (major == 1 && minor >= wantedMinor);
    }

    /** Returns whether the API server has {@code v1} of ValidatingAdmissionPolicy. */
    public boolean hasAdmissionPolicies() {
        return isAtLeast(30);
    }

    /**
     * Returns whether the API server has {@code matchConditions} of webhooks; before, they are dropped, and a webhook
     * matches more than it should.
     */
    boolean hasMatchConditions() {
        return isAtLeast(28);
    }

    /** Returns whether the API server asks admission policies about webhook configurations. */
    public boolean hasPoliciesForWebhooks() {
        return isAtLeast(36);
    }

    /** Returns whether the API server copies the labels of a Binding onto its pod. */
    public boolean copiesLabelsOfBindings() {
        return isAtLeast(35);
    }
}
