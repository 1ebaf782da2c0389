package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.finding.Severity;
import java.util.List;
import java.util.stream.Stream;

/**
 * The doctor's remarks for programs.
 *
 * @param errors how many findings are errors
 * @param warnings how many are warnings
 * @param notChecked how many say that something was not looked at or tried
 * @param findings all of them
 * @param good what was found as it should be
 */
@JsonPropertyOrder({"errors", "warnings", "notChecked", "findings", "good"})
public record DoctorReport(long errors, long warnings, long notChecked, List<Item> findings, List<String> good) {

    /** A finding. */
    @JsonPropertyOrder({"code", "severity", "object", "message", "advice"})
    record Item(String code, String severity, String object, String message, String advice) {}

    public static DoctorReport of(List<Remark> remarks) {
        return new DoctorReport(
                count(remarks, Severity.ERROR),
                count(remarks, Severity.WARNING),
                ailments(remarks)
                        .filter(it -> it.symptom() == Symptom.NOT_CHECKED)
                        .count(),
                ailments(remarks).map(DoctorReport::item).toList(),
                remarks.stream()
                        .filter(Good.class::isInstance)
                        .map(remark -> ((Good) remark).message())
                        .toList());
    }

    /** Returns the exit code for a pipeline; in a strict run a check that was not made must not look like a pass. */
    public int exitCode(boolean strict) {
        return errors > 0 || (strict && warnings + notChecked > 0) ? ExitCode.FINDINGS : ExitCode.CLEAN;
    }

    static long count(List<Remark> remarks, Severity severity) {
        return ailments(remarks)
                .filter(it -> it.symptom().severity() == severity)
                .count();
    }

    private static Stream<Ailment> ailments(List<Remark> remarks) {
        return remarks.stream().filter(Ailment.class::isInstance).map(Ailment.class::cast);
    }

    private static Item item(Ailment ailment) {
        return new Item(
                ailment.symptom().id(),
                ailment.symptom().severity().toString(),
                ailment.object(),
                ailment.message(),
                ailment.advice());
    }
}
