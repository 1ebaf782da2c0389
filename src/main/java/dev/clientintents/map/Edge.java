package dev.clientintents.map;

import dev.clientintents.finding.Position;
import dev.clientintents.reach.PortSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client and a server that it declares to consume, or that policies admit it to.
 *
 * @param client the id of the client's node
 * @param server the id of the server's node
 * @param state what becomes of it
 * @param ports what policies leave open between the two; none where either is not known
 * @param policies namespace and name of the server's NetworkPolicies that admit the client
 * @param barriers namespace and name of the client's NetworkPolicies that keep it from a server that it declares; none
 *     where it gets there
 * @param declarations the intents behind it; none where only policies are
 * @param entrances what leads it there, or names it, where nobody declares it
 */
public record Edge(
        String client,
        String server,
        State state,
        PortSet ports,
        List<String> policies,
        List<String> barriers,
        List<Declaration> declarations,
        List<String> entrances) {

    /** The state of a connection. */
    public enum State {
        /** Declared and admitted, where not everybody is. */
        ENFORCED,
        /** Declared, and open to everybody anyhow. */
        OPEN,
        /** Declared, and closed all the same. */
        BLOCKED,
        /** Declared by or for something that is not in the input. */
        UNKNOWN,
        /** Led to the server, or named by its side, as what cannot declare. */
        ENTRANCE,
        /** Admitted by policies, and declared by nobody. */
        UNDECLARED
    }

    /**
     * An intent.
     *
     * @param intents namespace and name of the ClientIntents
     * @param position where its target stands
     * @param target the server as {@link dev.clientintents.model.ServerId} writes it
     * @param ports what it lists, {@code all ports} where it lists none
     * @param keys the access keys, as labels
     * @param state what the operator's status says of it
     * @param message what a person has to know or do; null where the state says it all
     */
    public record Declaration(
            String intents,
            Position position,
            String target,
            String ports,
            List<String> keys,
            String state,
            @Nullable String message) {

        public Declaration {
            keys = List.copyOf(keys);
        }
    }

    public Edge {
        policies = List.copyOf(policies);
        barriers = List.copyOf(barriers);
        declarations = List.copyOf(declarations);
        entrances = List.copyOf(entrances);
    }

    /** Returns the ports for a drawing: those that are open, or else those that are wanted. */
    String label() {
        if (ports.isEmpty()) {
            return declarations.stream().map(Declaration::ports).distinct().collect(Collectors.joining(", "));
        }
        return ports.isAll() ? "all ports" : ports.toString();
    }
}
