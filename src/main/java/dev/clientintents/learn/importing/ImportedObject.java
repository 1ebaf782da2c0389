package dev.clientintents.learn.importing;

import dev.clientintents.api.ClientIntentsSpec;
import dev.clientintents.api.ServerAccessSpec;
import dev.clientintents.finding.Position;
import dev.clientintents.model.ObjectKey;
import java.util.List;

/** An object that says what a source said. */
public sealed interface ImportedObject {

    /** Returns its namespace and name. */
    ObjectKey key();

    /** Returns where the source says it, in the order of the input. */
    List<Position> origins();

    /** A ClientIntents. */
    record Intents(ObjectKey key, ClientIntentsSpec spec, List<Position> origins) implements ImportedObject {

        public Intents {
            origins = List.copyOf(origins);
        }
    }

    /** A ServerAccess. */
    record Access(ObjectKey key, ServerAccessSpec spec, List<Position> origins) implements ImportedObject {

        public Access {
            origins = List.copyOf(origins);
        }
    }
}
