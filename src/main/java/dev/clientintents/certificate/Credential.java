package dev.clientintents.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/**
 * A certificate with the key that belongs to it.
 *
 * @param certificate what others see
 * @param key what proves that it is ours
 */
public record Credential(X509Certificate certificate, PrivateKey key) {

    private static final byte[] PROBE = {42};

    /** @throws IllegalArgumentException where the key is not that of the certificate */
    public Credential {
        if (!belongTogether(certificate, key)) {
            throw new IllegalArgumentException("the private key is not that of the certificate");
        }
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        try {
            var signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
