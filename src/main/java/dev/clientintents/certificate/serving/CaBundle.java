package dev.clientintents.certificate.serving;

import dev.clientintents.certificate.Pem;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API server, in the MutatingWebhookConfiguration, which authorities to trust. Nothing else is written there.
 */
final class CaBundle {

    private static final Logger LOG = LoggerFactory.getLogger(CaBundle.class);
    private static final PatchContext PATCH = PatchContext.of(PatchType.JSON);

    private final KubernetesClient client;
    private final String name;
    private final BiConsumer<String, String> onWritten;

    CaBundle(KubernetesClient client, String name, BiConsumer<String, String> onWritten) {
        this.client = client;
        this.name = name;
        this.onWritten = onWritten;
    }

    /** Returns the configuration as it is; empty where there is none. */
    Optional<MutatingWebhookConfiguration> read() {
        return Optional.ofNullable(client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(name)
                .get());
    }

    /** Returns whether every webhook of the configuration is trusted by the authority. */
    static boolean trusts(MutatingWebhookConfiguration configuration, X509Certificate authority) {
        return !configuration.getWebhooks().isEmpty()
                && configuration.getWebhooks().stream()
                        .allMatch(webhook -> trusted(bundle(webhook)).contains(authority));
    }

    private static List<X509Certificate> trusted(@Nullable String bundle) {
        try {
            return bundle == null || bundle.isEmpty()
                    ? List.of()
                    : Pem.certificates(Base64.getDecoder().decode(bundle));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /**
     * Writes the authorities where they are not written already; a configuration that changed meanwhile is a failure.
     */
    void publish(MutatingWebhookConfiguration configuration, List<X509Certificate> authorities) {
        String wanted = Base64.getEncoder().encodeToString(Pem.of(authorities));
        var operations = new ArrayList<Map<String, String>>();
        operations.add(Map.of(
                "op",
                "test",
                "path",
                "/metadata/resourceVersion",
                "value",
                configuration.getMetadata().getResourceVersion()));
        for (int i = 0; i < configuration.getWebhooks().size(); i++) {
            if (!wanted.equals(bundle(configuration.getWebhooks().get(i)))) {
                operations.add(
                        Map.of("op", "add", "path", "/webhooks/" + i + "/clientConfig/caBundle", "value", wanted));
            }
        }
        if (operations.size() > 1) {
            client.resource(configuration)
                    .patch(PATCH, client.getKubernetesSerialization().asJson(operations));
            onWritten.accept("webhook", "patch");
            LOG.atInfo()
                    .addKeyValue("name", name)
                    .addKeyValue("authorities", authorities.size())
                    .log("Told the API server whom to trust as the webhook");
        }
    }

    private static @Nullable String bundle(MutatingWebhook webhook) {
        return webhook.getClientConfig().getCaBundle();
    }
}
