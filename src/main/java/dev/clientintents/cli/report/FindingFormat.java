package dev.clientintents.cli.report;

import dev.clientintents.cli.Input;
import dev.clientintents.finding.Finding;
import dev.clientintents.manifest.ManifestWriter;
import java.io.PrintWriter;
import java.util.List;

/** The formats in which findings are written; the names are those of the option's values. */
public enum FindingFormat {
    text {
        @Override
        public void write(List<Finding> findings, Input input, PrintWriter out) {
            TextReport.write(findings, input, out);
        }
    },
    json {
        @Override
        public void write(List<Finding> findings, Input input, PrintWriter out) {
            out.print(ManifestWriter.json(StructuredReport.of(findings, input)));
        }
    },
    yaml {
        @Override
        public void write(List<Finding> findings, Input input, PrintWriter out) {
            out.print(ManifestWriter.yaml(List.of(StructuredReport.of(findings, input))));
        }
    },
    sarif {
        @Override
        public void write(List<Finding> findings, Input input, PrintWriter out) {
            out.print(ManifestWriter.json(SarifReport.of(findings)));
        }
    },
    github {
        @Override
        public void write(List<Finding> findings, Input input, PrintWriter out) {
            findings.forEach(finding -> out.print(GitHubAnnotation.of(finding) + "\n"));
        }
    },
    codequality {
        @Override
        public void write(List<Finding> findings, Input input, PrintWriter out) {
            out.print(ManifestWriter.json(CodeQualityReport.of(findings)));
        }
    };

    public abstract void write(List<Finding> findings, Input input, PrintWriter out);
}
