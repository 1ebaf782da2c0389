package dev.clientintents.learn.resolve;

import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Party;
import org.jspecify.annotations.Nullable;

/**
 * Says which connections are alike but for an address or a port that means little: many clients of the world that call one server,
 * many hosts of the world that one client calls, and ports that clients use.
 */
final class Folding {

    /** The first port of those from which systems take the ports of clients. */
    static final int FIRST_OF_CLIENTS = 32_768;

    private static final String ADDRESSES = "several addresses";
    private static final int MOST_ADDRESSES = 64;
    private static final int MOST_PORTS = 8;

    private final Parties parties;

    Folding(Parties parties) {
        this.parties = parties;
    }

    /**
     * What a connection becomes where too many are like it.
     *
     * @param into the connection without what tells it from the others
     * @param most how many of them are kept apart
     */
    record Fold(Connection into, int most) {}

    /** Returns what a connection becomes together with those like it; null where it stays itself however many there are. */
    @Nullable
    Fold of(Connection connection) {
        if (isOfClients(connection)) {
            return new Fold(
                    new Connection(connection.client(), connection.server(), connection.protocol(), 0), MOST_PORTS);
        }
        Party client = withoutAddress(connection.client());
        Party server = withoutAddress(connection.server());
        return client == null && server == null
                ? null
                : new Fold(
                        new Connection(
                                client == null ? connection.client() : client,
                                server == null ? connection.server() : server,
                                connection.protocol(),
                                connection.port()),
                        MOST_ADDRESSES);
    }

    /** Returns whether the port is one that clients use, and nothing of the server declares it. */
    boolean isOfClients(Connection connection) {
        return connection.port() >= FIRST_OF_CLIENTS
                && connection.server() instanceof Party.OfWorkload
                && !parties.declares(connection.server(), connection.protocol(), connection.port());
    }

    /** Returns what stands for all that are like a party but for their addresses or names; null where each counts. */
    private static @Nullable Party withoutAddress(Party party) {
        if (party instanceof Party.Outside it && it.host() == null && it.address() != null) {
            return new Party.Outside(it.what(), null, null);
        }
        if (party instanceof Party.Unknown it && !it.name().equals(ADDRESSES) && isAddress(it.name())) {
            return new Party.Unknown(ADDRESSES, it.why());
        }
        return null;
    }

    private static boolean isAddress(String name) {
        return Addresses.usual(name).isPresent();
    }
}
