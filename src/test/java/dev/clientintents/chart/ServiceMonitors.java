package dev.clientintents.chart;

import dev.clientintents.api.Crd;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * The fields of the Prometheus operator's ServiceMonitor that the chart uses, so that an API server refuses any other.
 */
final class ServiceMonitors {

    private static final String CRD = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: servicemonitors.monitoring.coreos.com}
            spec:
              group: monitoring.coreos.com
              scope: Namespaced
              names: {kind: ServiceMonitor, listKind: ServiceMonitorList, plural: servicemonitors, singular: servicemonitor}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      required: [spec]
                      properties:
                        spec:
                          type: object
                          required: [endpoints, selector]
                          properties:
                            selector:
                              type: object
                              properties: {matchLabels: {type: object, additionalProperties: {type: string}}}
                            endpoints:
                              type: array
                              items:
                                type: object
                                properties: {port: {type: string}, path: {type: string}, interval: {type: string}}
            """;

    private ServiceMonitors() {}

    static void install(KubernetesClient client) {
        client.resource(Serialization.unmarshal(CRD, CustomResourceDefinition.class))
                .fieldManager("chart-it")
                .serverSideApply();
        Crd.awaitServed(client, "servicemonitors.monitoring.coreos.com");
    }
}
