package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** The pair of keys that signs and verifies the tokens of service accounts, as PEM files. */
record ServiceAccountKeys(Path privateKey, Path publicKey) {
    static ServiceAccountKeys create(Path folder) throws IOException {
        KeyPair pair = generate();
        return new ServiceAccountKeys(
                write(
                        folder.resolve("service-accounts.key"),
                        "PRIVATE KEY",
                        pair.getPrivate().getEncoded()),
                write(
                        folder.resolve("service-accounts.pub"),
                        "PUBLIC KEY",
                        pair.getPublic().getEncoded()));
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has elliptic curve keys", e);
        }
    }

    private static Path write(Path file, String type, byte[] key) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key);
        return Files.writeString(file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, base64));
    }
}
