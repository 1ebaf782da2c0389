package dev.clientintents.cli.report;

import java.util.stream.Stream;

/** What is open, to be listed once. */
interface Listing {

    /** Line by line, computed while they are read: there can be very many. */
    Stream<Line> lines();

    /** All of it, for programs. */
    Object document();

    /** What is open from one side to the other. */
    record Line(String source, String destination, String ports) {

        @Override
        public String toString() {
            return source + " => " + destination + " : " + ports;
        }
    }
}
