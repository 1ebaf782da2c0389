package dev.clientintents.learn.flow;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a stream line by line, without making garbage for a line. It holds one line at most; one that is longer than
 * {@value #LONGEST} bytes is read past.
 */
final class LineReader {

    /** The longest line that is read: whole pages of an API's answer may stand in one. */
    static final int LONGEST = 16 << 20;

    private static final int AT_FIRST = 64 << 10;

    private final InputStream in;
    private byte[] buffer = new byte[AT_FIRST];
    private int start;
    private int end;
    private int searched;
    private boolean ended;
    private boolean tooLong;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Takes a line. */
    @FunctionalInterface
    interface Taker {

        /**
         * Takes a line, whose bytes are there until it has been taken.
         *
         * @param from where the line begins
         * @param to where it ends, without the end of line
         */
        void take(byte[] bytes, int from, int to);
    }

    /**
     * Hands over all lines that are not blank.
     *
     * @param tooLongLine called for each line that is too long to be read
     */
    void read(Taker taker, Runnable tooLongLine) throws IOException {
        while (!ended || start < end) {
            int line = lineEnd();
            if (line < 0) {
                if (!ended) {
                    fill();
                    continue;
                }
                line = end;
            }
            if (tooLong) {
                tooLong = false;
                tooLongLine.run();
            } else {
                hand(taker, line);
            }
            start = Math.min(line + 1, end);
            searched = start;
        }
        if (tooLong) {
            tooLongLine.run();
        }
    }

    private void hand(Taker taker, int line) {
        int to = line;
        while (to > start && buffer[to - 1] <= ' ' && buffer[to - 1] >= 0) {
            to--;
        }
        int from = start;
        while (from < to && buffer[from] <= ' ' && buffer[from] >= 0) {
            from++;
        }
        if (from < to) {
            taker.take(buffer, from, to);
        }
    }

    private int lineEnd() {
        for (int i = searched; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        searched = end;
        return -1;
    }

    private void fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            searched -= start;
            start = 0;
        }
        if (end == buffer.length) {
            if (buffer.length >= LONGEST) {
                tooLong = true;
                end = 0;
                searched = 0;
            } else {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            ended = true;
        } else {
            end += read;
        }
    }
}
