package dev.clientintents.model;

import java.util.Arrays;
import java.util.Optional;

/** The sources of traffic that cannot declare. */
public enum EntranceKind {
    /** The controllers and gateways that Ingresses and routes have send traffic to a server. */
    ROUTE("routes"),
    /** Addresses outside of the cluster, through a Service of type LoadBalancer or NodePort. */
    LOAD_BALANCER("load-balancers"),
    /** What scrapes metrics, by a monitor or by annotations. */
    SCRAPE("scrapes"),
    /** The API server, to admission and conversion webhooks and to servers of APIServices. */
    API_SERVER("api-server");

    /** The names of the kinds in settings, as messages list them. */
    public static final String NAMES = "routes, load-balancers, scrapes or api-server";

    private final String setting;

    EntranceKind(String setting) {
        this.setting = setting;
    }

    /** Returns the kind that a setting names; empty for any other text. */
    public static Optional<EntranceKind> parse(String text) {
        return Arrays.stream(values()).filter(kind -> kind.setting.equals(text)).findFirst();
    }

    /** Returns the name of the kind in settings. */
    public String setting() {
        return setting;
    }
}
