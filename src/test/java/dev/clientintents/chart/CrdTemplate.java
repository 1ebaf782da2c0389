package dev.clientintents.chart;

/** The CRD as a template of the chart. */
final class CrdTemplate {

    private static final String LABELS = "  labels:\n    app.kubernetes.io/name: client-intents\n";
    private static final String START = "apiVersion: apiextensions.k8s.io/v1\n";

    private CrdTemplate() {}

    /**
     * Makes the template from the text of {@code crds/clientintents.yaml}.
     *
     * @throws IllegalArgumentException where that text is not as expected
     */
    static String of(String crd) {
        if (!crd.contains(LABELS) || !crd.contains(START) || crd.contains("{{")) {
            throw new IllegalArgumentException("the CRD has other labels than expected, or what a template would take");
        }
        return """
                {{- /* Made from crds/clientintents.yaml, which is the one to edit. */}}
                {{- if .Values.crds.enabled }}
                """ + crd.substring(crd.indexOf(START)).replace(LABELS, """
                                  {{- if .Values.crds.keep }}
                                  annotations:
                                    helm.sh/resource-policy: keep
                                  {{- end }}
                                  labels:
                                    {{- include "client-intents.labels" . | nindent 4 }}
                                """) + "{{- end }}\n";
    }
}
