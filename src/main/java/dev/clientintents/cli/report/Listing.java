package dev.clientintents.cli.report;

import java.util.stream.Stream;

/** The connections that are open, to be listed once. */
interface Listing {

    /** Returns the lines, which are computed while they are read: there can be very many. */
    Stream<Line> lines();

    /** Returns all of it, for programs. */
    Object document();

    /** The ports that are open from one side to the other. */
    record Line(String source, String destination, String ports) {

        @Override
        public String toString() {
            return source + " => " + destination + " : " + ports;
        }
    }
}
