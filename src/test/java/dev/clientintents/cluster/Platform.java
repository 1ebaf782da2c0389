package dev.clientintents.cluster;

import java.util.Locale;

/** The operating system and processor, by the names that Go and the releases of Kubernetes use. */
record Platform(String os, String architecture) {
    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** From the values of Java's {@code os.name} and {@code os.arch}. */
    static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String architecture = osArch.toLowerCase(Locale.ROOT);
        return new Platform(
                os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : os,
                switch (architecture) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                });
    }

    @Override
    public String toString() {
        return os + "-" + architecture;
    }
}
