package dev.clientintents.certificate.serving;

import dev.clientintents.certificate.Certificates;
import dev.clientintents.certificate.Credential;
import dev.clientintents.certificate.Pem;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The form in which the replicas share the webhook's certificates: a Secret of the type that ingresses know, and more.
 */
public final class CertificateSecret {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateSecret.class);
    private static final String TYPE = "kubernetes.io/tls";
    private static final String AUTHORITIES = "ca.crt";
    private static final String AUTHORITY_KEY = "ca.key";
    private static final String SERVING = "tls.crt";
    private static final String SERVING_KEY = "tls.key";

    private CertificateSecret() {}

    /** Returns the certificates that the Secret holds; empty where it is not what the operator would have written. */
    public static Optional<Certificates> read(Secret secret) {
        try {
            return Optional.of(new Certificates(
                    Pem.certificates(entry(secret, AUTHORITIES)),
                    Pem.privateKey(entry(secret, AUTHORITY_KEY)),
                    new Credential(
                            Pem.certificates(entry(secret, SERVING)).get(0),
                            Pem.privateKey(entry(secret, SERVING_KEY)))));
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("namespace", secret.getMetadata().getNamespace())
                    .addKeyValue("name", secret.getMetadata().getName())
                    .addKeyValue("cause", e.getMessage())
                    .log("The Secret does not hold the webhook's certificates");
            return Optional.empty();
        }
    }

    private static byte[] entry(Secret secret, String name) {
        String value = Optional.ofNullable(secret.getData()).orElse(Map.of()).get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return Base64.getDecoder().decode(value);
    }

    /** Returns a Secret to be created. */
    static Secret write(String namespace, String name, Certificates certificates) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
                .endMetadata()
                .withType(TYPE)
                .withData(data(certificates))
                .build();
    }

    /**
     * Returns the Secret that is to take the place of one that was read, if nobody has written it since. It leaves the
     * labels, finalizers and owner references that others gave it.
     */
    static Secret rewrite(Secret read, Certificates certificates) {
        return new SecretBuilder(read)
                .editMetadata()
                .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
                .endMetadata()
                .withData(data(certificates))
                .build();
    }

    private static Map<String, String> data(Certificates certificates) {
        return Map.of(
                AUTHORITIES, base64(Pem.of(certificates.authorities())),
                AUTHORITY_KEY, base64(Pem.of(certificates.authorityKey())),
                SERVING, base64(Pem.of(List.of(certificates.serving().certificate()))),
                SERVING_KEY, base64(Pem.of(certificates.serving().key())));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
