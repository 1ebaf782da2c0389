package dev.clientintents.cli.report;

import dev.clientintents.learn.evidence.Judged;
import dev.clientintents.learn.evidence.NeverSeen;
import dev.clientintents.learn.evidence.Remedy;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.PlainText;
import java.io.PrintWriter;

/** The formats in which evidence is written; the names are those of the option's values. */
public enum EvidenceFormat {
    text {
        @Override
        public void write(EvidenceReport report, PrintWriter out) {
            report.lines().forEach(it -> out.print(it + "\n"));
        }
    },
    json {
        @Override
        public void write(EvidenceReport report, PrintWriter out) {
            out.print(ManifestWriter.json(report.document()));
        }
    },
    markdown {
        @Override
        public void write(EvidenceReport report, PrintWriter out) {
            out.print("| | client | server | port | seen | what to do |\n|---|---|---|---|---|---|\n");
            for (Judged it : report.listed()) {
                Remedy remedy = it.remedy();
                String what = remedy == null
                        ? it.why() == null ? "" : cell(it.why())
                        : cell(remedy.where()) + ": `" + cell(remedy.line()) + "`";
                out.print("| " + it.judgement() + " | `"
                        + cell(EvidenceReport.name(it.connection().client())) + "` | `"
                        + cell(EvidenceReport.name(it.connection().server())) + "` | "
                        + EvidenceReport.portText(it.connection()) + " | " + EvidenceReport.times(it) + " | "
                        + what + " |\n");
            }
            for (NeverSeen it : report.evidence().neverSeen()) {
                out.print("| never-seen | `" + cell(it.client().toString()) + "` | `"
                        + cell(it.server().toString()) + "` | " + EvidenceReport.ports(it) + " | | "
                        + cell(it.position() + (it.caution() == null ? "" : "; " + it.caution())) + " |\n");
            }
            out.print("\n" + report.summary() + "\n");
        }
    };

    /** Writes evidence. */
    public abstract void write(EvidenceReport report, PrintWriter out);

    /** Returns a text that ends no cell of a table; names of outside are those of others. */
    private static String cell(String text) {
        return PlainText.oneLine(text).replace("|", "\\|").replace("`", "'");
    }
}
