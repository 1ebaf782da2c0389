package dev.clientintents.chart;

import dev.clientintents.api.Crd;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** As much of the definitions of cert-manager as the chart uses, so that an API server can check its fields. */
final class CertManager {

    private static final String CRD = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %2$s.cert-manager.io}
            spec:
              group: cert-manager.io
              scope: Namespaced
              names: {kind: %1$s, listKind: %1$sList, plural: %2$s, singular: %3$s}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, required: [spec], properties: {spec: %4$s}}}
            """;
    private static final String ISSUER = """
            {type: object, properties: {
              selfSigned: {type: object},
              ca: {type: object, required: [secretName], properties: {secretName: {type: string}}}}}
            """;
    private static final String CERTIFICATE = """
            {type: object, required: [issuerRef, secretName], properties: {
              secretName: {type: string}, isCA: {type: boolean}, commonName: {type: string}, duration: {type: string},
              dnsNames: {type: array, items: {type: string}}, usages: {type: array, items: {type: string, enum: [server auth]}},
              privateKey: {type: object, properties: {
                algorithm: {type: string, enum: [RSA, ECDSA, Ed25519]}, size: {type: integer},
                encoding: {type: string, enum: [PKCS1, PKCS8]}, rotationPolicy: {type: string, enum: [Never, Always]}}},
              issuerRef: {type: object, required: [name], properties: {
                kind: {type: string}, name: {type: string}, group: {type: string}}}}}
            """;

    private CertManager() {}

    static void install(KubernetesClient client) {
        for (String definition : List.of(
                CRD.formatted("Issuer", "issuers", "issuer", ISSUER.replace("\n", " ")),
                CRD.formatted("Certificate", "certificates", "certificate", CERTIFICATE.replace("\n", " ")))) {
            var crd = Serialization.unmarshal(definition, CustomResourceDefinition.class);
            client.resource(crd).fieldManager("chart-it").serverSideApply();
            Crd.awaitServed(client, crd.getMetadata().getName());
        }
    }
}
