package dev.clientintents.manifest.yaml;

import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.Labels;
import java.util.Set;

/**
 * The parts of a document that are kept. Dumps of live clusters are large, and nearly all of it says nothing about
 * access. The parts that are dropped are still read, so that their syntax counts.
 */
public enum Relevance {
    /** Everything below is kept. */
    ALL,
    /** Nothing below is kept. */
    NONE,
    /** An object, a template, or a list of objects. */
    OBJECT,
    METADATA,
    ANNOTATIONS,
    STATUS,
    SPEC,
    CONTAINER,
    /** The same as {@link #OBJECT}, with what configures pods: environment, arguments, volumes, ConfigMaps and Secrets. */
    CONFIGURED_OBJECT,
    CONFIGURED_SPEC;

    private static final Set<String> CONTENT = Set.of("data", "binaryData", "stringData");
    private static final Set<String> OF_STATUS = Set.of(
            "phase",
            "podIP",
            "podIPs",
            "completionTime",
            "addresses",
            "loadBalancer",
            // of ObservedTraffic
            "since",
            "until",
            "connections",
            "scans",
            "leftOut");
    private static final Set<String> OF_CONTAINER = Set.of("name", "image", "ports", "restartPolicy");
    private static final String VOLUMES = "volumes";
    private static final Set<String> BULKY =
            Set.of("ephemeralContainers", VOLUMES, "volumeClaimTemplates", "affinity", "tolerations", "versions");

    /** Returns the relevance of the value under a key. */
    Relevance under(String key) {
        return switch (this) {
            case ALL, NONE -> this;
            case OBJECT ->
                switch (key) {
                    case "metadata" -> METADATA;
                    case "status" -> STATUS;
                    case "spec" -> SPEC;
                    case "items" -> OBJECT;
                    default -> CONTENT.contains(key) ? NONE : ALL;
                };
            case METADATA ->
                switch (key) {
                    case "managedFields" -> NONE;
                    case "annotations" -> ANNOTATIONS;
                    default -> ALL;
                };
            case ANNOTATIONS ->
                key.startsWith(Labels.PREFIX)
                                || ForeignAnnotations.ALL.contains(key)
                                || key.startsWith(ForeignAnnotations.GARDENER_PREFIX)
                        ? ALL
                        : NONE;
            case STATUS -> OF_STATUS.contains(key) ? ALL : NONE;
            case SPEC ->
                switch (key) {
                    case "template", "jobTemplate" -> OBJECT;
                    case "containers", "initContainers" -> CONTAINER;
                    default -> BULKY.contains(key) ? NONE : ALL;
                };
            case CONTAINER -> OF_CONTAINER.contains(key) ? ALL : NONE;
            case CONFIGURED_OBJECT ->
                switch (key) {
                    case "spec" -> CONFIGURED_SPEC;
                    case "items" -> CONFIGURED_OBJECT;
                    case "data", "stringData" -> ALL;
                    default -> OBJECT.under(key);
                };
            case CONFIGURED_SPEC ->
                switch (key) {
                    case "template", "jobTemplate" -> CONFIGURED_OBJECT;
                    case "containers", "initContainers", VOLUMES -> ALL;
                    default -> SPEC.under(key);
                };
        };
    }
}
