package dev.clientintents.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A webhook that strips pods of the labels they bring along, and gives the pods of a client their key. */
final class StubWebhook implements AutoCloseable {

    private static final String PASSWORD = "changeit";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpsServer server;
    private final String client;
    private final String key;
    private final String authority;

    private StubWebhook(HttpsServer server, String authority, String client, String key) {
        this.server = server;
        this.authority = authority;
        this.client = client;
        this.key = key;
        server.createContext("/", this::answer);
    }

    /**
     * Starts it on the loopback interface, with a certificate of its own.
     *
     * @param client the override annotation of the pods to label
     * @param key the label that they get
     */
    static StubWebhook start(Path folder, String client, String key) throws IOException, InterruptedException {
        Path file = folder.resolve("webhook.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "webhook",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=webhook",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-ext",
                        "bc=ca:true",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
        }
        try (InputStream in = Files.newInputStream(file)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            String certificate = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(keys.getCertificate("webhook").getEncoded());
            var webhook = new StubWebhook(
                    server,
                    "-----BEGIN CERTIFICATE-----\n" + certificate + "\n-----END CERTIFICATE-----\n",
                    client,
                    key);
            server.start();
            return webhook;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its configuration: the first entry strips and fails closed, the second labels and is ignored where it fails. */
    String configuration() {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: client-intents, labels: {app.kubernetes.io/name: client-intents}}
                webhooks:
                  - name: strip.clientintents.dev
                    failurePolicy: Fail
                    matchConditions:
                      - name: brings-reserved-labels
                        expression: object.metadata.?labels.orValue({}).exists(k, k.startsWith('clientintents.dev/'))
                    %1$s
                  - name: label.clientintents.dev
                    failurePolicy: Ignore
                    %1$s
                """.formatted("""
                clientConfig: {url: "https://127.0.0.1:%d/", caBundle: "%s"}
                    sideEffects: None
                    admissionReviewVersions: [v1]
                    rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                """.formatted(
                server.getAddress().getPort(), Base64.getEncoder().encodeToString(authority.getBytes(UTF_8))).strip());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody()).path("request");
            JsonNode metadata = request.path("object").path("metadata");
            ArrayNode patch = JSON.createArrayNode();
            metadata.path("labels").fieldNames().forEachRemaining(label -> {
                if (label.startsWith("clientintents.dev/")) {
                    patch.addObject().put("op", "remove").put("path", "/metadata/labels/" + label.replace("/", "~1"));
                }
            });
            if (metadata.path("annotations")
                    .path("clientintents.dev/service-name")
                    .asText()
                    .equals(client)) {
                patch.addObject()
                        .put("op", "add")
                        .put("path", "/metadata/labels")
                        .putObject("value")
                        .put(key, "true");
            }
            var review = JSON.createObjectNode()
                    .put("apiVersion", "admission.k8s.io/v1")
                    .put("kind", "AdmissionReview");
            review.putObject("response")
                    .put("uid", request.path("uid").asText())
                    .put("allowed", true)
                    .put("patchType", "JSONPatch")
                    .put("patch", Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(patch)));
            byte[] body = JSON.writeValueAsBytes(review);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
