package dev.clientintents.cluster;

import java.io.IOException;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/**
 * Whether a test that cannot run here may be skipped: on a developer's machine, but never where it is the last to look.
 */
public final class ContinuousIntegration {
    private ContinuousIntegration() {}

    public static boolean isRunning() {
        return isRunning(System.getenv());
    }

    /**
     * Returns what to throw where tests cannot run: they are skipped, which is printed, for Surefire does not print it, or
     * fail where CI is set.
     *
     * @param tests which they are, {@code against cyclonus}
     * @param reason why what they need cannot be had
     */
    @SuppressWarnings("SystemOut")
    public static RuntimeException cannotRun(String tests, IOException reason) {
        if (isRunning()) {
            return new IllegalStateException("CI is set, so these tests must run", reason);
        }
        String line = Failures.describe(reason).strip().replaceAll("\\s*\\R\\s*", " | ");
        System.err.println("Tests " + tests + " cannot run: " + line);
        return new TestAbortedException(line);
    }

    static boolean isRunning(Map<String, String> environment) {
        String value = environment.getOrDefault("CI", "");
        return !value.isBlank() && !value.equals("false");
    }
}
