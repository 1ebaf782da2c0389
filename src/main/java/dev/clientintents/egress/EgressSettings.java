package dev.clientintents.egress;

import dev.clientintents.graph.HostNaming;
import dev.clientintents.graph.NameServers;
import java.util.Collection;
import java.util.Optional;

/**
 * What administrators say about ways out.
 *
 * @param closes whether the way out of clients is closed in namespaces whose labels say nothing of it
 * @param servicePorts whether ways out also lead to the addresses and ports of Services themselves, for network plugins that
 *     look at connections before these are translated to pods
 * @param nameServers where names are resolved, which counts alone; empty where they say nothing
 * @param hosts what policies can say of hosts by name, for commands; the operator finds it by what the cluster serves
 */
public record EgressSettings(
        boolean closes, boolean servicePorts, Optional<NameServers> nameServers, HostNaming hosts) {

    /** Creates settings by which no policy knows names of hosts. */
    public EgressSettings(boolean closes, boolean servicePorts, Optional<NameServers> nameServers) {
        this(closes, servicePorts, nameServers, HostNaming.None.NETWORK_POLICIES_ALONE);
    }

    /** Leaves ways out open where no namespace says otherwise, and finds by itself where names are resolved. */
    public static final EgressSettings DEFAULT = new EgressSettings(false, false, Optional.empty());

    /** Returns the same settings with other name servers. */
    public EgressSettings with(NameServers servers) {
        return new EgressSettings(closes, servicePorts, Optional.of(servers), hosts);
    }

    /** Returns the same settings with other policies that know names of hosts. */
    public EgressSettings naming(HostNaming naming) {
        return new EgressSettings(closes, servicePorts, nameServers, naming);
    }

    /** What {@code --egress} takes. */
    public static final String LEVELS = "open or declared";

    /**
     * Reads the settings as options write them.
     *
     * @param level {@code open} or {@code declared}
     * @param servicePorts as it is taken
     * @param dns as {@link DnsSetting} says
     * @throws IllegalArgumentException with a line for the person who set it
     */
    public static EgressSettings parse(String level, boolean servicePorts, Collection<String> dns) {
        return new EgressSettings(
                switch (level) {
                    case "open" -> false;
                    case "declared" -> true;
                    default -> throw new IllegalArgumentException("--egress must be " + LEVELS + ", not " + level);
                },
                servicePorts,
                DnsSetting.parse(dns));
    }
}
