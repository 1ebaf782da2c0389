package dev.clientintents.learn.flow;

/** Reads records that stand in a line each. */
interface LineFormat {

    /**
     * Reads a line that is not blank, and counts it where it is no record.
     *
     * @param from where it begins
     * @param to where it ends, without the end of line
     */
    void read(byte[] bytes, int from, int to);
}
