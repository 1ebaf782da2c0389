package dev.clientintents.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.clientintents.learn.node.TrafficBatch;
import dev.clientintents.model.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the operator, by HTTPS and with the token of the agent's account. Only those are believed that the mounted authorities
 * vouch for. Of several replicas one takes what is told; the others say so, and another connection may reach that one.
 */
final class OperatorConnection {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int TRIES = 8;
    private static final int LONGEST_ANSWER = 1_024;

    private final AgentSettings settings;
    private byte[] trusted = {};
    private @Nullable SSLSocketFactory sockets;

    OperatorConnection(AgentSettings settings) {
        this.settings = settings;
    }

    /**
     * Tells a batch.
     *
     * @throws IOException that says why the operator did not take it
     */
    void tell(TrafficBatch batch) throws IOException, InterruptedException {
        byte[] body = batch.text();
        for (int tries = 1; ; tries++) {
            HttpURLConnection connection = open(body.length);
            try {
                connection.getOutputStream().write(body);
                int status = connection.getResponseCode();
                if (status < HttpURLConnection.HTTP_BAD_REQUEST) {
                    return;
                }
                String said = answer(connection);
                if (status != HttpURLConnection.HTTP_UNAVAILABLE || tries == TRIES) {
                    throw new IOException("it answers " + status + ": " + said);
                }
            } finally {
                connection.disconnect();
            }
            Thread.sleep(PAUSE.toMillis() * tries);
        }
    }

    private HttpURLConnection open(int length) throws IOException {
        var connection = (HttpsURLConnection) settings.operator().toURL().openConnection();
        connection.setSSLSocketFactory(sockets());
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setRequestMethod("POST");
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(length); // or it keeps a copy
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("Content-Type", "text/plain");
        connection.setRequestProperty("User-Agent", "client-intents-observe");
        connection.setRequestProperty(
                "Authorization", "Bearer " + new String(Files.readAllBytes(settings.token()), US_ASCII).strip());
        return connection;
    }

    /** Returns what makes connections, made anew where the authorities have changed. */
    private SSLSocketFactory sockets() throws IOException {
        byte[] read = Files.readAllBytes(settings.authorities());
        SSLSocketFactory current = sockets;
        if (current != null && Arrays.equals(read, trusted)) {
            return current;
        }
        try (InputStream in = Files.newInputStream(settings.authorities())) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            sockets = context.getSocketFactory();
            trusted = read;
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    settings.authorities() + " holds no certificates that can be used: " + e.getMessage(), e);
        }
    }

    private static String answer(HttpURLConnection connection) throws IOException {
        try (InputStream error = connection.getErrorStream()) {
            return error == null ? "" : PlainText.oneLine(new String(error.readNBytes(LONGEST_ANSWER), UTF_8));
        }
    }
}
