package dev.clientintents.learn.suggest;

import dev.clientintents.finding.Position;
import dev.clientintents.model.WorkloadId;
import java.util.List;

/**
 * A part of what configures the pods of a workload.
 *
 * @param client the workload
 * @param what what it is, for people: {@code env CART_ADDR}
 * @param position where it stands
 * @param mentions the names in it that may be those of hosts; the value itself may be secret, and is forgotten
 * @param ownWords whether it stands in the manifest of the workload, rather than in a file that it mounts
 * @param secret whether the value is that of a Secret, so that no part of it may be told
 */
record Setting(
        WorkloadId client, String what, Position position, List<Mention> mentions, boolean ownWords, boolean secret) {

    Setting {
        mentions = List.copyOf(mentions);
    }

    /** Returns what it is and where, for people. */
    String evidence() {
        if (position.isInCluster()) {
            return what + " of " + position;
        }
        return what + (position.object() == null ? "" : " of " + position.object()) + ", " + position.file() + ":"
                + position.line();
    }
}
