package dev.clientintents.map;

import java.util.List;

/**
 * The boxes and lines that are drawn of a map, whatever the language of the drawing.
 *
 * @param title what it is a map of
 * @param boxes what is drawn as a box; boxes of one group follow each other
 * @param lines from box to box
 * @param legend what the lines mean, for a drawing that stands alone; empty where that is said elsewhere
 */
public record Drawing(String title, List<Box> boxes, List<Line> lines, List<Key> legend) {

    /**
     * A box.
     *
     * @param id unique in the drawing
     * @param group the namespace; empty for none
     * @param title the first line of its text
     * @param subtitle the second line, smaller
     */
    record Box(String id, String group, String title, String subtitle, Node.Standing standing) {}

    /**
     * An arrow.
     *
     * @param from the position of the client's box
     * @param to the position of the server's box
     * @param label the ports, or how many connections it stands for; empty for none
     */
    record Line(int from, int to, String label, Stroke stroke) {

        Line unlabelled() {
            return new Line(from, to, "", stroke);
        }
    }

    /** What lines of a stroke mean. */
    record Key(Stroke stroke, String meaning) {}

    public Drawing {
        boxes = List.copyOf(boxes);
        lines = List.copyOf(lines);
        legend = List.copyOf(legend);
    }
}
