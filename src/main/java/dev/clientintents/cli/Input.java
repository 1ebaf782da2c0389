package dev.clientintents.cli;

import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import java.util.List;

/**
 * The input that a command works on.
 *
 * @param snapshot what was read
 * @param outcome what the operator makes of it
 * @param objects how many Kubernetes objects there were
 * @param place what was read, for findings about it as a whole
 */
public record Input(Snapshot snapshot, Outcome outcome, int objects, Position place) {

    /**
     * Returns the finding that there was nothing at all, which is seldom meant; empty where there was something, or
     * where a finding says why not.
     */
    public List<Finding> nothing() {
        return objects > 0 || !snapshot.findings().isEmpty()
                ? List.of()
                : List.of(new Finding(
                        Code.NOTHING_TO_READ,
                        place,
                        "there is no Kubernetes object in the input",
                        "name the files or folders that hold your manifests"));
    }
}
