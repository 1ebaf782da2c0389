package dev.clientintents.learn.importing;

import java.util.Arrays;
import java.util.Optional;

/** The sources that can be imported; the texts are those of the command line. */
public enum ImportSource {
    OTTERIZE("otterize"),
    NETWORK_POLICIES("network-policies"),
    WORMHOLE("wormhole"),
    GARDENER("gardener"),
    NAIS("nais"),
    SKIPERATOR("skiperator"),
    CILIUM("cilium"),
    CALICO("calico");

    private final String text;

    ImportSource(String text) {
        this.text = text;
    }

    /** Returns what reads the objects of the source. */
    public Importer importer() {
        return switch (this) {
            case OTTERIZE -> new OtterizeImporter();
            case NETWORK_POLICIES -> new NetworkPolicyImporter();
            case WORMHOLE -> new WormholeImporter();
            case GARDENER -> new GardenerImporter();
            case NAIS -> new NaisImporter();
            case SKIPERATOR -> new SkiperatorImporter();
            case CILIUM -> new PluginImporter(new CiliumPolicies());
            case CALICO -> new PluginImporter(new CalicoPolicies());
        };
    }

    /** Returns the source of a name; empty where there is none. */
    public static Optional<ImportSource> parse(String name) {
        return Arrays.stream(values()).filter(it -> it.text.equals(name)).findFirst();
    }

    /** Returns the name that the command line has for it. */
    @Override
    public String toString() {
        return text;
    }
}
