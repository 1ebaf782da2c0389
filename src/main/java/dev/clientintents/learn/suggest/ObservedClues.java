package dev.clientintents.learn.suggest;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.model.HostName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.reach.IpRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the clues from connections that were seen. */
public final class ObservedClues {

    /**
     * What counts as a call.
     *
     * @param denied whether what policies stopped does
     * @param atLeast how often a connection was seen; where no source counts, so that all were seen once, each does
     */
    public record Rules(boolean denied, long atLeast) {}

    /** How a Service is named that selects no pods. */
    private static final Pattern SERVICE = Pattern.compile("([^.]+)\\.([^.]+)\\.svc");

    private final Rules rules;
    private final boolean counted;
    private final List<Clue> clues = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();

    private ObservedClues(Observations observations, Rules rules) {
        this.rules = rules;
        counted = observations.connections().values().stream().anyMatch(it -> it.count() > 1);
    }

    /** Returns what connections tell. */
    public static Clues of(Observations observations, Rules rules) {
        var taken = new ObservedClues(observations, rules);
        observations.connections().forEach(taken::add);
        observations.apart().forEach((connection, apart) -> taken.leave(connection, apart.seen(), apart.why()));
        observations
                .scans()
                .forEach(it -> taken.leftOut.add(new LeftOut(
                        it.client() + " calls " + it.targets() + " servers and ports or more, " + text(it.seen()),
                        "that is no use of them but a scan")));
        return new Clues(taken.clues, taken.leftOut);
    }

    private void add(Connection connection, Seen seen) {
        Optional<String> reason = reason(connection, seen);
        if (reason.isPresent()) {
            leave(connection, seen, reason.get());
            return;
        }
        Party.OfWorkload client = (Party.OfWorkload) connection.client();
        called(connection.server())
                .ifPresentOrElse(
                        it -> clues.add(new Clue(client.workload(), it, port(connection), text(seen))),
                        () -> leave(connection, seen, "it has neither a name nor an address to declare"));
    }

    /** Returns why a connection is no call of a client; empty where it is one. */
    private Optional<String> reason(Connection connection, Seen seen) {
        for (Party party : List.of(connection.client(), connection.server())) {
            if (party instanceof Party.Unknown unknown) {
                return Optional.of(unknown.why());
            }
        }
        if (connection.client() instanceof Party.Outside) {
            return Optional.of(
                    "it comes from no pod, which declares nothing; the server's side admits it, by an entrance"
                            + " of a ServerAccess");
        }
        if (seen.allowed() == 0 && !(rules.denied && seen.denied() > 0)) {
            return Optional.of(
                    seen.denied() > 0 ? "a policy stopped it; --include-denied suggests it" : "it never had an answer");
        }
        if (counted && seen.count() < rules.atLeast) {
            return Optional.of(
                    "it was seen less than " + rules.atLeast + " times; --at-least " + seen.count() + " suggests it");
        }
        return Optional.empty();
    }

    private static Optional<Called> called(Party server) {
        if (server instanceof Party.OfWorkload of) {
            return Optional.of(new Called.Server(new ServerId(
                    of.workload().namespace(),
                    of.workload().kind(),
                    of.workload().name())));
        }
        Party.Outside outside = (Party.Outside) server;
        Matcher service = SERVICE.matcher(String.valueOf(outside.host()));
        if (service.matches()) {
            return Optional.of(new Called.Server(ServerId.service(service.group(2), service.group(1))));
        }
        return host(outside.host())
                .or(() -> Optional.ofNullable(outside.address()).flatMap(ObservedClues::address))
                .map(Called.Outside::new);
    }

    private static Optional<OutsideServer> host(@Nullable String name) {
        try {
            return Optional.ofNullable(name).map(HostName::parse).map(it -> new OutsideServer.Host(it.toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<OutsideServer> address(String address) {
        return IpRange.parse(address)
                .map(it -> new OutsideServer.Addresses(
                        new AddressBlock(address + (address.indexOf(':') < 0 ? "/32" : "/128"), List.of())));
    }

    /** Returns the port; null where none is told. What tells a port without a protocol is a mesh, which knows TCP alone. */
    private static @Nullable PortRange port(Connection connection) {
        return connection.port() == 0
                ? null
                : PortRange.Numbered.of(
                        Objects.requireNonNullElse(connection.protocol(), Protocol.TCP), connection.port());
    }

    private void leave(Connection connection, Seen seen, String why) {
        PortRange port = port(connection);
        leftOut.add(new LeftOut(
                connection.client() + " calls " + connection.server() + (port == null ? "" : " on " + port) + ", "
                        + text(seen) + entrance(connection),
                why));
    }

    /** Returns the entrance of a ServerAccess by which a server admits who calls it; empty where no entrance says that. */
    private static String entrance(Connection connection) {
        if (!(connection.client() instanceof Party.Outside client && connection.server() instanceof Party.OfWorkload)) {
            return "";
        }
        if (client.equals(Party.Outside.API_SERVER)) {
            return "; entrance: {apiServer: {}}";
        }
        PortRange port = port(connection);
        String protocol = port == null || port.protocol() == Protocol.TCP ? "" : ", protocol: " + port.protocol();
        String ports = port == null ? "" : ", ports: [{port: " + connection.port() + protocol + "}]";
        return Optional.ofNullable(client.address())
                .filter(it -> IpRange.parse(it).isPresent())
                .map(it -> "; entrance: {cidrs: [{cidr: " + single(it) + "}]" + ports + "}")
                .orElse("");
    }

    /** Returns the block of one address. */
    private static String single(String address) {
        return address.indexOf(':') < 0 ? address + "/32" : "'" + address + "/128'";
    }

    /** Returns how often something was seen, and when, for people. */
    static String text(Seen seen) {
        boolean stopped = seen.denied() == seen.count();
        var text = new StringBuilder(stopped ? "denied " : "seen ").append(times(seen.count()));
        if (seen.denied() > 0 && !stopped) {
            text.append(", denied ").append(times(seen.denied()));
        }
        if (seen.first() != null && seen.last() != null) {
            text.append(
                    seen.first().equals(seen.last())
                            ? ", " + seen.first()
                            : ", " + seen.first() + " to " + seen.last());
        }
        return text.toString();
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }
}
