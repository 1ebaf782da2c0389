package dev.clientintents.exposure;

import dev.clientintents.reach.IpRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the administrators of a cluster say about where entrances come from.
 *
 * @param controllers where the pods are that serve a class of Ingresses or Gateways, by the name of the class or of its
 *     controller; for those that are named here nothing else counts
 * @param controllerNamespaces the namespaces in which pods with the labels of a known controller are taken for it;
 *     possibly empty
 * @param scrapers what scrapes metrics
 * @param scraperNamespaces the namespaces in which pods with the labels of a known scraper are taken for it; possibly
 *     empty
 * @param podRanges the addresses of all pods of the cluster; empty where the nodes tell them
 * @param apiServerRanges addresses of the API server, beside those that the cluster tells
 */
public record ExposureSettings(
        Map<String, List<Place>> controllers,
        Set<String> controllerNamespaces,
        List<Place> scrapers,
        Set<String> scraperNamespaces,
        List<IpRange> podRanges,
        List<IpRange> apiServerRanges) {

    /** Where controllers are usually installed, with commas between. */
    public static final String CONTROLLER_NAMESPACE_LIST =
            "app-routing-system,contour-external,contour-internal,contour-system,envoy-gateway-system,haproxy-controller,"
                    + "haproxy-ingress,ingress-nginx,istio-gateways,istio-ingress,istio-system,"
                    + "knative-serving,knative-serving-ingress,kong,kong-system,kourier-system,nginx-gateway,"
                    + "nginx-ingress,projectcontour,traefik,traefik-system";

    /** Where scrapers are usually installed, with commas between. */
    public static final String SCRAPER_NAMESPACE_LIST =
            "cattle-monitoring-system,datadog,gke-gmp-system,gmp-system,grafana,kube-prometheus-stack,"
                    + "monitoring,observability,openshift-monitoring,"
                    + "openshift-user-workload-monitoring,opentelemetry,opentelemetry-operator-system,prometheus,"
                    + "victoria-metrics";

    /** The settings of a cluster about which nobody has said anything. */
    public static final ExposureSettings DEFAULT = new ExposureSettings(
            Map.of(),
            Set.of(CONTROLLER_NAMESPACE_LIST.split(",")),
            List.of(),
            Set.of(SCRAPER_NAMESPACE_LIST.split(",")),
            List.of(),
            List.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    /** Where traffic comes from, as a setting names it. */
    public sealed interface Place {

        /** Every pod there that has the labels of what is looked for. */
        record Namespace(String name) implements Place {}

        /** The pods of a workload of any kind. */
        record Workload(String namespace, String name) implements Place {}

        /** Addresses. */
        record Range(IpRange addresses) implements Place {}
    }

    public ExposureSettings {
        var copy = new TreeMap<String, List<Place>>();
        controllers.forEach((name, places) -> copy.put(name, List.copyOf(places)));
        controllers = Map.copyOf(copy);
        controllerNamespaces = Set.copyOf(controllerNamespaces);
        scrapers = List.copyOf(scrapers);
        scraperNamespaces = Set.copyOf(scraperNamespaces);
        podRanges = List.copyOf(podRanges);
        apiServerRanges = List.copyOf(apiServerRanges);
    }

    /**
     * Reads the settings as options write them; entries that are blank do not count.
     *
     * @param controllers {@code class=namespace/workload}, {@code class=namespace} or {@code class=range}, where the
     *     class may also be the name of a controller; several for one class add up
     * @param scrapers {@code namespace/workload}
     * @throws IllegalArgumentException with a line for the person who set it
     */
    public static ExposureSettings parse(
            Collection<String> controllers,
            Collection<String> controllerNamespaces,
            Collection<String> scrapers,
            Collection<String> scraperNamespaces,
            Collection<String> podRanges,
            Collection<String> apiServerRanges) {
        var places = new TreeMap<String, List<Place>>();
        for (String entry : stripped(controllers)) {
            int equals = entry.lastIndexOf('=');
            Place place = equals < 1 ? null : place(entry.substring(equals + 1));
            if (place == null) {
                throw new IllegalArgumentException("--ingress-controllers takes class=namespace/workload,"
                        + " class=namespace or class=range as in nginx=edge/controller, not " + entry);
            }
            places.computeIfAbsent(entry.substring(0, equals), it -> new ArrayList<>())
                    .add(place);
        }
        return new ExposureSettings(
                places,
                namespaces("--ingress-namespaces", controllerNamespaces),
                stripped(scrapers).stream().map(ExposureSettings::scraper).toList(),
                namespaces("--scraper-namespaces", scraperNamespaces),
                ranges("--pod-cidrs", podRanges),
                ranges("--api-server-cidrs", apiServerRanges));
    }

    /**
     * Returns where the pods are that serve a class or a controller of one of these names; empty where nothing is said of
     * them.
     */
    public List<Place> places(Set<String> names) {
        return names.stream()
                .sorted()
                .flatMap(name -> controllers.getOrDefault(name, List.of()).stream())
                .toList();
    }

    private static Place scraper(String entry) {
        if (place(entry) instanceof Place.Workload workload) {
            return workload;
        }
        throw new IllegalArgumentException(
                "--scrapers takes namespace/workload as in monitoring/prometheus-k8s, not " + entry);
    }

    private static @Nullable Place place(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return NAME.matcher(text).matches() && !text.contains(".") ? new Place.Namespace(text) : null;
        }
        String before = text.substring(0, slash);
        String after = text.substring(slash + 1);
        if (NAME.matcher(before).matches()
                && !before.contains(".")
                && NAME.matcher(after).matches()) {
            return new Place.Workload(before, after);
        }
        return IpRange.parse(text).map(Place.Range::new).orElse(null);
    }

    private static Set<String> namespaces(String option, Collection<String> names) {
        var read = new TreeSet<String>();
        for (String name : stripped(names)) {
            if (!NAME.matcher(name).matches() || name.contains(".")) {
                throw new IllegalArgumentException(option + " takes names of namespaces, not " + name);
            }
            read.add(name);
        }
        return read;
    }

    private static List<IpRange> ranges(String option, Collection<String> texts) {
        return stripped(texts).stream()
                .map(text -> IpRange.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                option + " takes ranges of addresses as in 10.244.0.0/16, not " + text)))
                .toList();
    }

    private static List<String> stripped(Collection<String> texts) {
        return texts.stream().map(String::strip).filter(it -> !it.isEmpty()).toList();
    }
}
