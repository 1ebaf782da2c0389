package dev.clientintents.learn.merging;

import java.util.List;
import java.util.Map;

/** What is added to a ClientIntents. */
public sealed interface Addition {

    /** Returns what is written above it, without the signs of a comment. */
    List<String> comments();

    /**
     * A further target.
     *
     * @param fields its fields, in the order in which they are written
     */
    record NewTarget(Map<String, Object> fields, List<String> comments) implements Addition {

        public NewTarget {
            comments = List.copyOf(comments);
        }
    }

    /**
     * Further ports of a target that lists some.
     *
     * @param server which of the targets that are servers of the cluster it is, counted from 0
     * @param ports the ports, as entries of its list
     */
    record MorePorts(int server, List<Map<String, Object>> ports, List<String> comments) implements Addition {

        public MorePorts {
            ports = List.copyOf(ports);
            comments = List.copyOf(comments);
        }
    }
}
