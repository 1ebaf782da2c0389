package dev.clientintents.cli;

import dev.clientintents.manifest.Finding;
import dev.clientintents.manifest.ManifestWriter;
import java.io.PrintWriter;
import java.util.List;

/** How findings are written; the names are those of the option's values. */
enum FindingFormat {
    text {
        @Override
        void write(List<Finding> findings, Input input, PrintWriter out) {
            TextReport.write(findings, input, out);
        }
    },
    json {
        @Override
        void write(List<Finding> findings, Input input, PrintWriter out) {
            out.print(ManifestWriter.json(StructuredReport.of(findings, input)));
        }
    },
    yaml {
        @Override
        void write(List<Finding> findings, Input input, PrintWriter out) {
            out.print(ManifestWriter.yaml(List.of(StructuredReport.of(findings, input))));
        }
    },
    sarif {
        @Override
        void write(List<Finding> findings, Input input, PrintWriter out) {
            out.print(ManifestWriter.json(SarifReport.of(findings)));
        }
    },
    github {
        @Override
        void write(List<Finding> findings, Input input, PrintWriter out) {
            findings.forEach(finding -> out.print(GitHubAnnotation.of(finding) + "\n"));
        }
    };

    abstract void write(List<Finding> findings, Input input, PrintWriter out);
}
