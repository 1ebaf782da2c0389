package dev.clientintents.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in a namespace.
 *
 * @param since when the watching began, in the form of RFC 3339
 * @param until up to when something was told, in the form of RFC 3339
 * @param connections the connections, in the order of who called whom
 * @param scans who called so much that it is not told what
 * @param leftOut how many connections there was no room for; null where there was room for all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObservedTrafficStatus(
        String since,
        String until,
        List<ObservedConnection> connections,
        List<ObservedScan> scans,
        @Nullable Integer leftOut) {

    public ObservedTrafficStatus(
            String since,
            String until,
            @Nullable List<ObservedConnection> connections,
            @Nullable List<ObservedScan> scans,
            @Nullable Integer leftOut) {
        this.since = since;
        this.until = until;
        this.connections = connections == null ? List.of() : List.copyOf(connections);
        this.scans = scans == null ? List.of() : List.copyOf(scans);
        this.leftOut = leftOut;
    }

    /**
     * Connections of one client to one port of one server.
     *
     * @param client who called
     * @param server who was called
     * @param protocol TCP, UDP or SCTP
     * @param port the port of the server's pods; 0 where it stands for several
     * @param state what was declared of it
     * @param count how many connections were answered
     * @param unanswered how many were not; null for none
     * @param first when it was first seen, in the form of RFC 3339
     * @param last when it was last seen, in the form of RFC 3339
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ObservedConnection(
            ObservedParty client,
            ObservedParty server,
            String protocol,
            int port,
            ObservedState state,
            Long count,
            @Nullable Long unanswered,
            String first,
            String last) {}

    /**
     * A client that called so many servers and ports that nothing follows from it.
     *
     * @param client who called
     * @param targets how many servers and ports at least
     * @param first when it was first seen, in the form of RFC 3339
     * @param last when it was last seen, in the form of RFC 3339
     */
    public record ObservedScan(ObservedParty client, int targets, String first, String last) {}

    /**
     * One end of a connection: a workload, which has namespace, kind and name; or what is outside; or what is not known.
     *
     * @param namespace the namespace of the workload; null where it is none
     * @param kind the kind of the workload; null where it is none
     * @param name the name of the workload; null where it is none
     * @param outside what it is that is no workload, for people; null where it is one, or not known
     * @param unknown why it is not known; null where it is
     * @param address the address of what is outside; null where it is none, or there are many
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ObservedParty(
            @Nullable String namespace,
            @Nullable String kind,
            @Nullable String name,
            @Nullable String outside,
            @Nullable String unknown,
            @Nullable String address) {}
}
