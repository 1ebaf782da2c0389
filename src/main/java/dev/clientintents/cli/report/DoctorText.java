package dev.clientintents.cli.report;

import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.finding.Severity;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The doctor's remarks for people: what is good in one line, what is not in two, and a line that sums them up. */
final class DoctorText {

    /** So many findings of one kind are shown; a cluster without its operator may have thousands. */
    private static final int SHOWN = 10;

    private static final String INDENT = "         ";

    private DoctorText() {}

    static void write(List<Remark> remarks, PrintWriter out) {
        Map<Symptom, Integer> seen = new EnumMap<>(Symptom.class);
        int good = 0;
        for (Remark remark : remarks) {
            if (remark instanceof Ailment ailment) {
                if (seen.merge(ailment.symptom(), 1, Integer::sum) <= SHOWN) {
                    write(ailment, out);
                }
            } else if (remark instanceof Good it) {
                out.print("ok       " + it.message() + "\n");
                good++;
            }
        }
        seen.forEach((symptom, count) -> {
            if (count > SHOWN) {
                out.print(word(symptom.severity()) + symptom.id() + ": and " + (count - SHOWN)
                        + " more, which --output json lists\n");
            }
        });
        out.print(plural(DoctorReport.count(remarks, Severity.ERROR), "error") + ", "
                + plural(DoctorReport.count(remarks, Severity.WARNING), "warning") + ", "
                + plural(DoctorReport.count(remarks, Severity.INFO), "note") + "; " + good + " found good"
                + notChecked(seen) + "\n");
    }

    private static void write(Ailment ailment, PrintWriter out) {
        out.print(word(ailment.symptom().severity()) + ailment.symptom().id() + ": " + ailment.object() + ": "
                + ailment.message() + "\n");
        out.print(INDENT + "-> " + ailment.advice() + "\n");
    }

    private static String notChecked(Map<Symptom, Integer> seen) {
        int count = seen.getOrDefault(Symptom.NOT_CHECKED, 0);
        return count == 0 ? "" : ", " + count + " not checked";
    }

    private static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "error    ";
            case WARNING -> "warning  ";
            case INFO -> "note     ";
        };
    }

    private static String plural(long count, String name) {
        return count + " " + name + (count == 1 ? "" : "s");
    }
}
