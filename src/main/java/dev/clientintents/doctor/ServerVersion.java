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

    /** Empty where it does not read like a version. */
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

    /** {@code v1} of ValidatingAdmissionPolicy. */
    public boolean hasAdmissionPolicies() {
        return isAtLeast(30);
    }

    /** {@code matchConditions} of webhooks; before, they are dropped, and a webhook matches more than it should. */
    boolean hasMatchConditions() {
        return isAtLeast(28);
    }

    /** Since then admission policies are asked about webhook configurations. */
    public boolean hasPoliciesForWebhooks() {
        return isAtLeast(36);
    }

    /** Since then the labels of a Binding are copied onto its pod. */
    public boolean copiesLabelsOfBindings() {
        return isAtLeast(35);
    }
}
