package dev.clientintents.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Certificates and keys as text. What cannot be read is an {@link IllegalArgumentException} that says why. */
public final class Pem {

    private Pem() {}

    /** Certificates one after the other. */
    public static byte[] of(List<X509Certificate> certificates) {
        return write(writer -> {
            for (X509Certificate certificate : certificates) {
                writer.writeObject(new JcaMiscPEMGenerator(certificate));
            }
        });
    }

    /** Writes a private key in PKCS #8. */
    public static byte[] of(PrivateKey key) {
        return write(writer -> writer.writeObject(new JcaPKCS8Generator(key, null)));
    }

    /** Reads all certificates of a text, in order; at least one. */
    public static List<X509Certificate> certificates(byte[] pem) {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("there is no certificate");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
        }
    }

    /** Reads a private key in PKCS #8, or in one of the forms that OpenSSL had before. */
    public static PrivateKey privateKey(byte[] pem) {
        var converter = new JcaPEMKeyConverter();
        try (var parser = new PEMParser(new StringReader(new String(pem, US_ASCII)))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
                if (object instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
            throw new IllegalArgumentException("there is no private key");
        } catch (IOException e) {
            throw new IllegalArgumentException("not a private key: " + e.getMessage(), e);
        }
    }

    private interface Text {
        void to(JcaPEMWriter writer) throws IOException;
    }

    private static byte[] write(Text text) {
        var string = new StringWriter();
        try (var writer = new JcaPEMWriter(string)) {
            text.to(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return string.toString().getBytes(US_ASCII);
    }
}
