package dev.clientintents.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.SortedSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys on the curve P-256 and certificates for them. */
final class Issuer {

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;

    /** Clocks differ: a certificate holds from a little before it is made. */
    static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private Issuer() {}

    /** Creates an authority that may sign serving certificates, and no other authorities. */
    static Credential authority(Instant now, Duration lifetime) {
        KeyPair keys = keyPair();
        // a number of its own, so that two authorities are never taken for each other
        X500Name name = new X500NameBuilder()
                .addRDN(BCStyle.CN, "client-intents webhook authority")
                .addRDN(BCStyle.SERIALNUMBER, serial().toString(36))
                .build();
        try {
            X509v3CertificateBuilder builder = builder(name, name, now, now.plus(lifetime), keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return new Credential(signed(builder, keys.getPrivate()), keys.getPrivate());
        } catch (CertIOException | GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** Creates a certificate for a server of those names, which holds no longer than its authority. */
    static Credential serving(Credential authority, SortedSet<String> names, Instant now, Duration lifetime) {
        Instant end = now.plus(lifetime);
        Instant authorityEnd = authority.certificate().getNotAfter().toInstant();
        KeyPair keys = keyPair();
        X500Name subject = new X500NameBuilder()
                .addRDN(BCStyle.CN, "client-intents webhook")
                .build();
        X500Name issuer = X500Name.getInstance(
                authority.certificate().getSubjectX500Principal().getEncoded());
        GeneralName[] alternatives = names.stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        try {
            X509v3CertificateBuilder builder = builder(
                            issuer, subject, now, end.isBefore(authorityEnd) ? end : authorityEnd, keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils()
                                    .createAuthorityKeyIdentifier(
                                            authority.certificate().getPublicKey()));
            return new Credential(signed(builder, authority.key()), keys.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** Returns whether the authority's key signed the certificate. */
    static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, Instant now, Instant end, PublicKey key)
            throws GeneralSecurityException, CertIOException {
        return new JcaX509v3CertificateBuilder(
                        issuer, serial(), Date.from(now.minus(BACKDATED)), Date.from(end), subject, key)
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
    }

    private static IllegalStateException impossible(Exception e) {
        return new IllegalStateException("this JVM cannot make certificates with " + SIGNATURE, e);
    }
}
