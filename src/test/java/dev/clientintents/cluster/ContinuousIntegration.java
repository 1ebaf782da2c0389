package dev.clientintents.cluster;

import java.util.Map;

/**
 * Whether a test that cannot run here may be skipped: on a developer's machine, but never where it is the last to look.
 */
public final class ContinuousIntegration {
    private ContinuousIntegration() {}

    public static boolean isRunning() {
        return isRunning(System.getenv());
    }

    static boolean isRunning(Map<String, String> environment) {
        String value = environment.getOrDefault("CI", "");
        return !value.isBlank() && !value.equals("false");
    }
}
