package dev.clientintents.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest states. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"client-intents " + number()};
    }

    /** Returns the version; {@code 0.0.0} where the program runs from classes that are not packaged. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "0.0.0" : version;
    }
}
