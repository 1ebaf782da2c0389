package dev.clientintents.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The serving certificate of the webhook, and the authorities that vouch for it.
 *
 * @param authorities the authorities that the API server is to trust, the newest first; never empty
 * @param authorityKey the key of the newest authority; those of older ones are not kept
 * @param serving what the webhook serves with, signed by one of the authorities
 */
public record Certificates(List<X509Certificate> authorities, PrivateKey authorityKey, Credential serving) {

    /** @throws IllegalArgumentException where these do not belong together */
    public Certificates {
        authorities = List.copyOf(authorities);
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("there is no authority");
        }
        if (authorities.stream().noneMatch(authority -> Issuer.isSignedBy(serving.certificate(), authority))) {
            throw new IllegalArgumentException("the serving certificate is signed by none of the authorities");
        }
        var unused = new Credential(authorities.get(0), authorityKey);
    }

    /** Returns the newest authority, which signs. */
    public Credential authority() {
        return new Credential(authorities.get(0), authorityKey);
    }
}
