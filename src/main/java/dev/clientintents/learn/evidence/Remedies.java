package dev.clientintents.learn.evidence;

import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what would permit a connection, as a line of YAML and the object in which it belongs. */
final class Remedies {

    private Remedies() {}

    /** Returns the declaration of a server by a client. */
    static Remedy declaring(WorkloadId client, WorkloadId server, Connection connection) {
        String namespace = server.namespace().equals(client.namespace()) ? "" : ", namespace: " + server.namespace();
        return new Remedy(
                intents(client),
                "consumes: [{name: " + server.name() + namespace + ", kind: " + server.kind() + ports(connection)
                        + "}]");
    }

    /** Returns the declaration of what is outside by a client; null where nothing names it. */
    static @Nullable Remedy declaring(WorkloadId client, Party.Outside server, Connection connection) {
        Optional<ObjectKey> service = OutsideAddresses.service(server);
        if (service.isPresent()) {
            // the port of the Service is not the one that was seen, and all of its ports are one server
            return new Remedy(
                    intents(client),
                    "consumes: [{name: " + service.get().name() + ", namespace: "
                            + service.get().namespace() + ", kind: Service}]");
        }
        if (server.host() != null) {
            return new Remedy(intents(client), "consumes: [{host: " + server.host() + ports(connection) + "}]");
        }
        return server.address() == null
                ? null
                : new Remedy(
                        intents(client), "consumes: [{cidr: " + block(server.address()) + ports(connection) + "}]");
    }

    /** Returns the consent of a server's side to a client. */
    static Remedy consenting(WorkloadId client, WorkloadId server) {
        return new Remedy(
                access(server),
                "consumers: [{namespace: " + client.namespace() + ", name: " + client.name() + ", kind: "
                        + client.kind() + "}]");
    }

    /** Returns the entrance by which what cannot declare comes in. */
    static @Nullable Remedy admitting(Party.Outside client, WorkloadId server, Connection connection) {
        return client.address() == null
                ? null
                : new Remedy(
                        access(server),
                        "entrances: [{cidrs: [{cidr: " + block(client.address()) + "}]" + ports(connection) + "}]");
    }

    private static String intents(WorkloadId client) {
        return "ClientIntents of " + client.kind() + " " + client.name() + " in " + client.namespace();
    }

    private static String access(WorkloadId server) {
        return "ServerAccess of " + server.kind() + " " + server.name() + " in " + server.namespace();
    }

    /** Returns an address as a block; those of IPv6 need quotes in YAML, so both have them. */
    private static String block(String address) {
        return "\"" + address + (address.contains(":") ? "/128" : "/32") + "\"";
    }

    private static String ports(Connection connection) {
        if (connection.port() == 0) {
            return "";
        }
        Protocol protocol = connection.protocol();
        return ", ports: [{port: " + connection.port()
                + (protocol == null || protocol == Protocol.TCP ? "" : ", protocol: " + protocol) + "}]";
    }
}
