package dev.clientintents.certificate.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.certificate.Certificates;
import dev.clientintents.certificate.Lifetimes;
import dev.clientintents.certificate.Rotation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CertificateSecretTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private final Rotation rotation =
            new Rotation(new Lifetimes(Duration.ofDays(90)), new TreeSet<>(List.of("webhook.operator.svc")));

    @Test
    void whatIsWrittenIsReadBack() {
        Certificates certificates = rotation.first(START);

        assertThat(CertificateSecret.read(CertificateSecret.write("operator", "webhook", certificates)))
                .contains(certificates);
    }

    @Test
    void aSecretThatIsRewrittenKeepsWhatOthersPutIntoItsMetadata() {
        Secret read = new SecretBuilder(CertificateSecret.write("operator", "webhook", rotation.first(START)))
                .editMetadata()
                .withUid("uid")
                .withResourceVersion("7")
                .addToLabels("team", "payments")
                .addToFinalizers("backup.example/keep")
                .addNewOwnerReference()
                .withName("release")
                .endOwnerReference()
                .endMetadata()
                .build();
        Certificates next = rotation.first(START.plusSeconds(1));

        Secret rewritten = CertificateSecret.rewrite(read, next);

        assertThat(rewritten.getMetadata()).isEqualTo(read.getMetadata());
        assertThat(rewritten.getType()).isEqualTo(read.getType());
        assertThat(CertificateSecret.read(rewritten)).contains(next);
    }

    @Test
    void whatIsNotOursAmongTheEntriesIsNotKept() {
        Secret read = new SecretBuilder(CertificateSecret.write("operator", "webhook", rotation.first(START)))
                .addToData("password", "c2VjcmV0")
                .build();

        assertThat(CertificateSecret.rewrite(read, rotation.first(START)).getData())
                .doesNotContainKey("password");
        assertThat(CertificateSecret.read(
                        new SecretBuilder(read).removeFromData("ca.key").build()))
                .isEmpty();
    }
}
