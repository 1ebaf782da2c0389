package dev.clientintents.cluster;

import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** A kubeconfig file for kubectl or another process. */
public final class Kubeconfig {
    private static final String NAME = "client-intents";

    private Kubeconfig() {}

    /** Writes the server, its certificate and the token of a configuration to a file that only its owner may read. */
    public static Path write(Config config, Path file) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, text(config));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String text(Config config) {
        String authority = config.getCaCertData();
        return Serialization.asYaml(new ConfigBuilder()
                .withApiVersion("v1")
                .withKind("Config")
                .withCurrentContext(NAME)
                .addNewCluster()
                .withName(NAME)
                .withNewCluster()
                .withServer(config.getMasterUrl())
                .withCertificateAuthorityData(
                        authority == null
                                ? null
                                : Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8)))
                .endCluster()
                .endCluster()
                .addNewUser()
                .withName(NAME)
                .withNewUser()
                .withToken(config.getOauthToken())
                .endUser()
                .endUser()
                .addNewContext()
                .withName(NAME)
                .withNewContext()
                .withCluster(NAME)
                .withUser(NAME)
                .withNamespace(config.getNamespace())
                .endContext()
                .endContext()
                .build());
    }
}
