package dev.clientintents.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a server beside what clients declare.
 *
 * @param server the server, in the namespace of the object; null means every server of the namespace
 * @param enforcement {@code active} or {@code shadow} for the server; null where it is closed unless its namespace is in
 *     shadow
 * @param consumers whose declarations count beside those of the namespace; null where it says nothing of that
 * @param entrances who may come in without declaring; never null, possibly empty
 */
public record ServerAccessSpec(
        @Nullable Server server,
        @Nullable String enforcement,
        @Nullable List<Consumer> consumers,
        List<Entrance> entrances) {

    public ServerAccessSpec(
            @Nullable Server server,
            @Nullable String enforcement,
            @Nullable List<Consumer> consumers,
            @Nullable List<Entrance> entrances) {
        this.server = server;
        this.enforcement = enforcement == null || enforcement.isEmpty() ? null : enforcement;
        this.consumers = consumers == null ? null : List.copyOf(consumers);
        this.entrances = entrances == null ? List.of() : List.copyOf(entrances);
    }

    /**
     * A server of the namespace of the object.
     *
     * @param name the name of the workload or Service
     * @param kind {@code Service}, or the kind of the workload; null means any workload of that name
     */
    public record Server(String name, @Nullable String kind) {

        public Server(String name, @Nullable String kind) {
            this.name = name;
            this.kind = kind == null || kind.isEmpty() ? null : kind;
        }
    }

    /**
     * Clients whose declarations count.
     *
     * @param namespace their namespace, or {@code *} for all
     * @param name the one workload that is meant; null means all of the namespace
     * @param kind its kind; null means any
     * @param ports the ports of the server that they may declare; empty means all
     */
    public record Consumer(
            String namespace,
            @Nullable String name,
            @Nullable String kind,
            List<Port> ports) {

        public Consumer(String namespace, @Nullable String name, @Nullable String kind, @Nullable List<Port> ports) {
            this.namespace = namespace;
            this.name = name == null || name.isEmpty() ? null : name;
            this.kind = kind == null || kind.isEmpty() ? null : kind;
            this.ports = ports == null ? List.of() : List.copyOf(ports);
        }
    }

    /**
     * One source of traffic that cannot declare. Exactly one of the fields beside {@code ports} is set.
     *
     * @param routes the controllers of Ingresses and routes that lead to the server, on the ports to which they lead
     * @param loadBalancers what comes through Services of type LoadBalancer or NodePort, on their target ports
     * @param scrapes what scrapes metrics, by monitors or annotations
     * @param apiServer the API server, to webhooks and servers of APIServices
     * @param cidrs blocks of addresses; null where another field is set
     * @param workload a workload of any namespace
     * @param self the server's own replicas
     * @param ports the ports of the server, with {@code cidrs} and {@code workload} only; empty means all
     */
    public record Entrance(
            @Nullable Routes routes,
            @Nullable LoadBalancers loadBalancers,
            @Nullable Scrapes scrapes,
            @Nullable ApiServer apiServer,
            @Nullable List<Cidr> cidrs,
            @Nullable Workload workload,
            @Nullable Self self,
            List<Port> ports) {

        public Entrance(
                @Nullable Routes routes,
                @Nullable LoadBalancers loadBalancers,
                @Nullable Scrapes scrapes,
                @Nullable ApiServer apiServer,
                @Nullable List<Cidr> cidrs,
                @Nullable Workload workload,
                @Nullable Self self,
                @Nullable List<Port> ports) {
            this.routes = routes;
            this.loadBalancers = loadBalancers;
            this.scrapes = scrapes;
            this.apiServer = apiServer;
            this.cidrs = cidrs == null ? null : List.copyOf(cidrs);
            this.workload = workload;
            this.self = self;
            this.ports = ports == null ? List.of() : List.copyOf(ports);
        }
    }

    /** Says that the controllers of Ingresses and routes are meant; nothing has to be said of them. */
    public record Routes() {}

    /** Says that load balancers are meant; nothing has to be said of them. */
    public record LoadBalancers() {}

    /** Says that scrapers are meant; nothing has to be said of them. */
    public record Scrapes() {}

    /** Says that the API server is meant; nothing has to be said of it. */
    public record ApiServer() {}

    /**
     * A block of addresses.
     *
     * @param cidr the block, for example {@code 203.0.113.0/24}
     * @param except blocks within it that do not count; never null, possibly empty
     */
    public record Cidr(String cidr, List<String> except) {

        public Cidr(String cidr, @Nullable List<String> except) {
            this.cidr = cidr;
            this.except = except == null ? List.of() : List.copyOf(except);
        }
    }

    /**
     * A workload.
     *
     * @param name its name
     * @param namespace where it runs; null means the namespace of the object
     * @param kind its kind; null means any
     */
    public record Workload(
            String name,
            @Nullable String namespace,
            @Nullable String kind) {

        public Workload(String name, @Nullable String namespace, @Nullable String kind) {
            this.name = name;
            this.namespace = namespace == null || namespace.isEmpty() ? null : namespace;
            this.kind = kind == null || kind.isEmpty() ? null : kind;
        }
    }

    /**
     * The server's own replicas.
     *
     * @param enabled whether they reach each other; null means yes
     */
    public record Self(@Nullable Boolean enabled) {}
}
