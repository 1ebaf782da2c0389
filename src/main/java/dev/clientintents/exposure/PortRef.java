package dev.clientintents.exposure;

/** The way in which an object names a port. */
public sealed interface PortRef {

    /** The name of a port: of the Service where a Service is named, else of a container. */
    record Named(String name) implements PortRef {

        @Override
        public String toString() {
            return name;
        }
    }

    /** The number of a port: of the Service where a Service is named, else of the pods. */
    record Numbered(int number) implements PortRef {

        @Override
        public String toString() {
            return Integer.toString(number);
        }
    }

    /** A port of the pods behind a Service, by its number or its name. */
    record Target(String text) implements PortRef {

        @Override
        public String toString() {
            return text;
        }
    }

    /** Every port that there is. */
    record Every() implements PortRef {}
}
