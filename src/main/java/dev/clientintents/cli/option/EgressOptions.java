package dev.clientintents.cli.option;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.cli.CannotRun;
import dev.clientintents.egress.DnsSetting;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.graph.HostNaming;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The operator's settings of ways out, as options of commands that compute what it would do. */
public final class EgressOptions {

    /** What {@code --egress} says. */
    public static final String LEVEL =
            "open, or declared: clients that declare something connect to nothing else, where"
                    + " the namespace's label does not say";

    /** What {@code --egress-service-ports} says. */
    public static final String SERVICE_PORTS =
            "Lead ways out to the addresses and ports of Services, too, for network plugins that look at connections before"
                    + " these are translated to pods";

    /** What {@code --dns} lists. */
    public static final String DNS = "Where pods have names resolved, as namespace/label=value:port or range:port;"
            + " without, what the objects of the cluster say";

    @Option(names = "--egress", paramLabel = "LEVEL", description = LEVEL + ".")
    private @Nullable String level;

    @Option(names = "--egress-service-ports", description = SERVICE_PORTS + ".")
    private @Nullable Boolean servicePorts;

    @Option(
            names = HostSetting.OPTION,
            paramLabel = "KIND",
            description = "By which kind of policy the operator names hosts where a way out is closed: "
                    + HostSetting.NAMES + "; files do not tell what is discovered.")
    private @Nullable String hosts;

    @Option(names = DnsSetting.OPTION, paramLabel = "PLACE", split = ",", description = DNS + ".")
    private @Nullable List<String> dns;

    /**
     * Returns what puts the settings that the command line gives in the place of others, and leaves those that it does not
     * give.
     *
     * @throws CannotRun where a value is not valid
     */
    public UnaryOperator<EgressSettings> given() {
        EgressSettings given = parsed();
        return others -> new EgressSettings(
                level == null ? others.closes() : given.closes(),
                servicePorts == null ? others.servicePorts() : given.servicePorts(),
                dns == null ? others.nameServers() : given.nameServers(),
                hosts == null ? others.hosts() : given.hosts());
    }

    private HostNaming naming() {
        HostSetting setting = HostSetting.parse(hosts == null ? "none" : hosts)
                .orElseThrow(
                        () -> new CannotRun(HostSetting.OPTION + " must be " + HostSetting.NAMES + ", not " + hosts));
        if (setting == HostSetting.DISCOVER) {
            throw new CannotRun(HostSetting.OPTION + " must name the kind that the operator discovers, not " + hosts);
        }
        return setting.backend().<HostNaming>map(it -> it).orElse(HostNaming.None.NETWORK_POLICIES_ALONE);
    }

    private EgressSettings parsed() {
        try {
            return EgressSettings.parse(
                            level == null ? "open" : level,
                            Boolean.TRUE.equals(servicePorts),
                            Optional.ofNullable(dns).orElse(List.of()))
                    .naming(naming());
        } catch (IllegalArgumentException e) {
            throw new CannotRun(String.valueOf(e.getMessage()));
        }
    }
}
