package dev.clientintents.model;

/** The ports that one entry of a port list names. */
public sealed interface PortRange {

    Protocol protocol();

    /**
     * A range of port numbers.
     *
     * @param first 1 to 65535
     * @param last the last port, inclusive; equal to {@code first} for a single port
     */
    record Numbered(Protocol protocol, int first, int last) implements PortRange {

        public Numbered {
            if (first < 1 || last > 65535 || first > last) {
                throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
            }
        }

        /** Returns a single port. */
        public static Numbered of(Protocol protocol, int port) {
            return new Numbered(protocol, port, port);
        }

        @Override
        public String toString() {
            return protocol + " " + (first == last ? Integer.toString(first) : first + "-" + last);
        }
    }

    /** A port by its name, which each pod may bind to another number. */
    record Named(Protocol protocol, String name) implements PortRange {

        @Override
        public String toString() {
            return protocol + " " + name;
        }
    }
}
