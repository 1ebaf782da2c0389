package dev.clientintents.model;

/** The sources of traffic that cannot declare. */
public enum EntranceKind {
    /** The controllers and gateways that Ingresses and routes have send traffic to a server. */
    ROUTE,
    /** Addresses outside of the cluster, through a Service of type LoadBalancer or NodePort. */
    LOAD_BALANCER,
    /** What scrapes metrics, by a monitor or by annotations. */
    SCRAPE,
    /** The API server, to admission and conversion webhooks and to servers of APIServices. */
    API_SERVER
}
