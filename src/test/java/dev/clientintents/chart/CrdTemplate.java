package dev.clientintents.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A CRD as a template of the chart. */
final class CrdTemplate {

    private static final String LABELS = "  labels:\n    app.kubernetes.io/name: client-intents\n";
    private static final String START = "apiVersion: apiextensions.k8s.io/v1\n";

    /** A rule of a list, to the next line that is not indented further than its first. */
    private static final Pattern RULE = Pattern.compile("(?m)^( *)- rule:.*\\n(?:\\1 +.*\\n)*");

    private CrdTemplate() {}

    /**
     * Makes the template from a file of the folder {@code crds}. Rules that Kubernetes knows since 1.31 only are left out
     * of older clusters.
     *
     * @throws IllegalArgumentException where the text of the file is not as expected
     */
    static String of(Path file) throws IOException {
        String crd = Files.readString(file);
        if (!crd.contains(LABELS) || !crd.contains(START) || crd.contains("{{")) {
            throw new IllegalArgumentException("the CRD has other labels than expected, or what a template would take");
        }
        return """
                {{- /* Made from %s, which is the one to edit. */}}
                {{- if .Values.crds.enabled }}
                """.formatted(file)
                + ofVersion(crd.substring(crd.indexOf(START))).replace(LABELS, """
                                  {{- if .Values.crds.keep }}
                                  annotations:
                                    helm.sh/resource-policy: keep
                                  {{- end }}
                                  labels:
                                    {{- include "client-intents.labels" . | nindent 4 }}
                                """) + "{{- end }}\n";
    }

    private static String ofVersion(String crd) {
        return RULE.matcher(crd)
                .replaceAll(rule -> Matcher.quoteReplacement(
                        rule.group().contains("isCIDR(")
                                ? "{{- if semverCompare \">=1.31.0-0\" .Capabilities.KubeVersion.Version }}\n"
                                        + rule.group() + "{{- end }}\n"
                                : rule.group()));
    }
}
