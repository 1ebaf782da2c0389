package dev.clientintents.cli.option;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.exposure.ExposureSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The operator's settings of where entrances come from, as options of commands that compute what it would do. */
public final class ExposureOptions {

    /** What {@code --ingress-controllers} lists. */
    public static final String CONTROLLERS =
            "What serves classes of Ingresses and Gateways: class=namespace/workload, class=namespace for a"
                    + " controller whose labels are known, or class=range; the class may also be the name of a controller";

    /** What {@code --ingress-namespaces} lists. */
    public static final String CONTROLLER_NAMESPACES =
            "The namespaces where pods with the labels of a known ingress controller or gateway are taken for it";

    /** What {@code --scrapers} lists. */
    public static final String SCRAPERS = "What scrapes metrics, as namespace/workload";

    /** What {@code --scraper-namespaces} lists. */
    public static final String SCRAPER_NAMESPACES =
            "The namespaces where pods with the labels of a known scraper are taken for it";

    /** What {@code --pod-cidrs} lists. */
    public static final String POD_RANGES =
            "The addresses of the cluster's pods, by which traffic of load balancers is told from that of pods; without,"
                    + " what the nodes say";

    /** What {@code --api-server-cidrs} lists. */
    public static final String API_SERVER_RANGES =
            "Addresses from which the API server calls webhooks, beside its endpoints and the nodes of the control plane";

    private static final String USUAL = "; without, as the operator has them.";

    @Option(names = "--ingress-controllers", paramLabel = "CLASS=PLACE", split = ",", description = CONTROLLERS + ".")
    private @Nullable List<String> controllers;

    @Option(
            names = "--ingress-namespaces",
            paramLabel = "NAME",
            split = ",",
            description = CONTROLLER_NAMESPACES + USUAL)
    private @Nullable List<String> controllerNamespaces;

    @Option(names = "--scrapers", paramLabel = "PLACE", split = ",", description = SCRAPERS + ".")
    private @Nullable List<String> scrapers;

    @Option(names = "--scraper-namespaces", paramLabel = "NAME", split = ",", description = SCRAPER_NAMESPACES + USUAL)
    private @Nullable List<String> scraperNamespaces;

    @Option(names = "--pod-cidrs", paramLabel = "RANGE", split = ",", description = POD_RANGES + ".")
    private @Nullable List<String> podRanges;

    @Option(names = "--api-server-cidrs", paramLabel = "RANGE", split = ",", description = API_SERVER_RANGES + ".")
    private @Nullable List<String> apiServerRanges;

    /**
     * Returns what puts the settings that the command line gives in the place of others, and leaves those that it does not
     * give.
     *
     * @throws CannotRun where a value is not valid
     */
    public UnaryOperator<ExposureSettings> given() {
        ExposureSettings given = parsed();
        return others -> new ExposureSettings(
                controllers == null ? others.controllers() : given.controllers(),
                controllerNamespaces == null ? others.controllerNamespaces() : given.controllerNamespaces(),
                scrapers == null ? others.scrapers() : given.scrapers(),
                scraperNamespaces == null ? others.scraperNamespaces() : given.scraperNamespaces(),
                podRanges == null ? others.podRanges() : given.podRanges(),
                apiServerRanges == null ? others.apiServerRanges() : given.apiServerRanges());
    }

    private ExposureSettings parsed() {
        try {
            return ExposureSettings.parse(
                    list(controllers),
                    list(controllerNamespaces),
                    list(scrapers),
                    list(scraperNamespaces),
                    list(podRanges),
                    list(apiServerRanges));
        } catch (IllegalArgumentException e) {
            throw new CannotRun(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> list(@Nullable List<String> given) {
        return Optional.ofNullable(given).orElse(List.of());
    }
}
