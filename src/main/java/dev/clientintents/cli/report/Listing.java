package dev.clientintents.cli.report;

import java.util.List;
import java.util.stream.Stream;

/** What is open, to be listed once. */
interface Listing {

    /** Returns what the cells of a row are, for people. */
    default List<String> columns() {
        return List.of("client", "server", "open");
    }

    /** Returns what the cells of a row are, for programs. */
    default List<String> keys() {
        return List.of("src", "dst", "conn");
    }

    /** Returns the rows, which are computed while they are read: there can be very many. */
    Stream<? extends Row> lines();

    /** Returns all of it, for programs. */
    Object document();

    /** A row, whose text is a line. */
    interface Row {

        /** Returns the cells; all but the last are names. */
        List<String> cells();
    }

    /** The ports that are open from one side to the other. */
    record Line(String source, String destination, String ports) implements Row {

        @Override
        public List<String> cells() {
            return List.of(source, destination, ports);
        }

        @Override
        public String toString() {
            return source + " => " + destination + " : " + ports;
        }
    }
}
