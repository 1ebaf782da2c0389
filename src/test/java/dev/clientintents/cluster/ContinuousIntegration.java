package dev.clientintents.cluster;

/** Whether a test that cannot run here may be skipped: on a developer's machine, but never where it is the last to look. */
public final class ContinuousIntegration {
    private ContinuousIntegration() {}

    public static boolean isRunning() {
        String value = System.getenv().getOrDefault("CI", "");
        return !value.isBlank() && !value.equals("false");
    }
}
