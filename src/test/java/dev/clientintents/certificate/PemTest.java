package dev.clientintents.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;

class PemTest {

    private final Certificates certificates = new Rotation(
                    new Lifetimes(Duration.ofDays(1)), new TreeSet<>(List.of("webhook.operator.svc")))
            .first(Instant.now());

    @Test
    void whatIsWrittenIsRead() {
        var chain = List.of(
                certificates.serving().certificate(), certificates.authorities().get(0));

        assertThat(Pem.certificates(Pem.of(chain))).isEqualTo(chain);
        assertThat(Pem.privateKey(Pem.of(certificates.authorityKey()))).isEqualTo(certificates.authorityKey());
    }

    @Test
    void theFormsThatOpenSslHadAreReadToo() throws Exception {
        PrivateKey rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
        var ec = (java.security.interfaces.ECPrivateKey) certificates.authorityKey();
        var sec1 = new ECPrivateKey(256, ec.getS(), SECObjectIdentifiers.secp256r1);

        assertThat(read(rsa, "BEGIN RSA PRIVATE KEY")).isEqualTo(rsa);
        assertThat(read(new PemObject("EC PRIVATE KEY", sec1.getEncoded()), "BEGIN EC PRIVATE KEY"))
                .isInstanceOfSatisfying(
                        java.security.interfaces.ECPrivateKey.class,
                        key -> assertThat(key.getS()).isEqualTo(ec.getS()));
    }

    private static PrivateKey read(Object key, String title) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(key);
        }
        assertThat(text.toString()).contains(title);
        return Pem.privateKey(text.toString().getBytes(US_ASCII));
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        assertThatThrownBy(() -> Pem.certificates(new byte[0])).hasMessage("there is no certificate");
        assertThatThrownBy(() -> Pem.certificates("-----BEGIN CERTIFICATE-----\nnonsense\n".getBytes(US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a certificate");
        assertThatThrownBy(() -> Pem.privateKey("key".getBytes(US_ASCII))).hasMessage("there is no private key");
        assertThatThrownBy(() -> Pem.privateKey(
                        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".getBytes(US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
