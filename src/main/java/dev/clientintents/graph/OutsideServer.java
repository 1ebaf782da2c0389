package dev.clientintents.graph;

/** A destination that is no pod of the cluster. */
public sealed interface OutsideServer {

    /** The name of a host ends with what follows this, with one or more labels before. */
    String ANY_LABELS = "*.";

    /** Addresses. */
    record Addresses(AddressBlock block) implements OutsideServer {

        /** Returns for example {@code 203.0.113.0/24 except 203.0.113.7/32}. */
        @Override
        public String toString() {
            return block.except().isEmpty()
                    ? block.cidr()
                    : block.cidr() + " except " + String.join(", ", block.except());
        }
    }

    /**
     * A host, or all hosts whose names have one end.
     *
     * @param name for example {@code api.example.com}, or {@code *.example.com} for all names that end so
     */
    record Host(String name) implements OutsideServer {

        @Override
        public String toString() {
            return name;
        }
    }
}
