package dev.clientintents.backend.hostname;

/** A kind that a cluster serves, as its discovery tells. */
public record ServedKind(String group, String version, String kind) {

    /** Returns the value of {@code apiVersion}. */
    public String apiVersion() {
        return group + "/" + version;
    }
}
