package dev.clientintents.exposure;

import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads <a href="https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Probe">Probes</a>: what
 * scrapes calls the prober, and the prober calls the targets. Targets that are Ingresses are called through what serves
 * these, which is an entrance of its own.
 */
final class ProbeLeads {

    private static final Pattern ADDRESS = Pattern.compile(
            "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:[^/@?#]*@)?(?<host>[A-Za-z0-9.-]+)(?::(?<port>[0-9]{1,5}))?(?:[/?#].*)?");

    /** A Service and one of its ports, by an address. */
    private record Address(ObjectKey service, PortRef port) {

        /**
         * Reads an address.
         *
         * @param namespace where a name without a namespace is looked up; empty where that is not known
         * @return empty where it is not one of a Service
         */
        private static Optional<Address> parse(String text, String scheme, Optional<String> namespace) {
            Matcher parts = ADDRESS.matcher(text);
            if (!parts.matches()) {
                return Optional.empty();
            }
            String its = parts.group("scheme") == null ? scheme : parts.group("scheme");
            Optional<Integer> port = Optional.ofNullable(parts.group("port"))
                    .map(Integer::valueOf)
                    .or(() -> port(its));
            return port.flatMap(number -> ServiceHost.service(parts.group("host"), namespace)
                    .map(it -> new Address(it, new PortRef.Numbered(number))));
        }

        private static Optional<Integer> port(String scheme) {
            return switch (scheme.toLowerCase(Locale.ROOT)) {
                case "http" -> Optional.of(80);
                case "https" -> Optional.of(443);
                default -> Optional.empty();
            };
        }
    }

    private ProbeLeads() {}

    static Stream<Lead> of(Origin origin, Fields spec) {
        Fields prober = spec.at("prober");
        // its name is looked up where Prometheus runs, which the Probe does not say
        Optional<Address> called =
                prober.text("url").flatMap(url -> Address.parse(url, prober.text("scheme", "http"), Optional.empty()));
        Optional<ObjectKey> service = called.map(Address::service);
        Optional<Caller> caller = Optional.of(new Caller.Prober(service));
        return Stream.concat(
                called.stream()
                        .map(it -> new Lead(origin, EntranceKind.SCRAPE, new ToService(it.service(), it.port()))),
                spec.at("targets").at("staticConfig").texts("static").stream()
                        .flatMap(it -> Address.parse(it, "http", service.map(ObjectKey::namespace)).stream())
                        .map(it ->
                                new Lead(origin, EntranceKind.SCRAPE, new ToService(it.service(), it.port()), caller)));
    }
}
