package dev.clientintents.learn.importing;

import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import java.util.ArrayList;
import java.util.List;

/** Collects what an importer has to tell of the lines that it reads. */
final class Remarks {

    private final List<Finding> findings = new ArrayList<>();

    /** Tells that something is left out. */
    void notImported(Position position, String message, String advice) {
        add(Code.NOT_IMPORTED, position, message, advice);
    }

    /** Tells that a connection is imported without something else that is said of it. */
    void inPart(Position position, String message, String advice) {
        add(Code.IMPORTED_IN_PART, position, message, advice);
    }

    /** Tells that a policy stays. */
    void kept(Position position, String message, String advice) {
        add(Code.KEPT_POLICY, position, message, advice);
    }

    /** Tells that only what is there today is meant. */
    void asOfToday(Position position, String message, String advice) {
        add(Code.IMPORTED_AS_OF_TODAY, position, message, advice);
    }

    /** Tells that policies stay of which it is not known what they decide. */
    void unevaluated(Position position, String message, String advice) {
        add(Code.UNEVALUATED_POLICIES, position, message, advice);
    }

    private void add(Code code, Position position, String message, String advice) {
        findings.add(new Finding(code, position, message, advice));
    }

    /** Returns all of them by their places, each once. */
    List<Finding> findings() {
        return findings.stream().distinct().sorted().toList();
    }
}
