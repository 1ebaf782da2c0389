package dev.clientintents.certificate.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.clientintents.api.Crd;
import dev.clientintents.certificate.Credential;
import dev.clientintents.certificate.HotKey;
import dev.clientintents.certificate.Lifetimes;
import dev.clientintents.certificate.Pem;
import dev.clientintents.certificate.Rotation;
import dev.clientintents.cluster.MockApiServer;
import dev.clientintents.operator.AnyCertificate;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.OperatorScenario;
import dev.clientintents.operator.TestSettings;
import dev.clientintents.operator.WebhookSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class MountedCertificatesTest {

    private static final Credential FIRST = credential();
    private static final Credential SECOND = credential();

    @TempDir
    Path folder;

    private final HotKey key = new HotKey();
    private final Logger logger = (Logger) LoggerFactory.getLogger(MountedCertificates.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private int moments;

    private static Credential credential() {
        return new Rotation(new Lifetimes(Duration.ofDays(1)), new TreeSet<>(List.of("localhost")))
                .first(Instant.now())
                .serving();
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void fallSilent() {
        logger.detachAppender(log);
    }

    @Test
    void thePairInTheFolderIsServed() throws IOException {
        mount(FIRST);

        certificates().reload();

        assertThat(key.certificate()).isEqualTo(FIRST.certificate());
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aPairThatTheKubeletPutsInPlaceOfTheFirstIsServedWithoutAWord() throws IOException {
        var certificates = certificates();
        mount(FIRST);
        certificates.reload();

        mount(SECOND);
        certificates.reload();
        certificates.reload();

        assertThat(key.certificate()).isEqualTo(SECOND.certificate());
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aPairInAFolderWithoutLinksIsServedToo() throws IOException {
        write(folder, Pem.of(List.of(FIRST.certificate())), Pem.of(FIRST.key()));

        certificates().reload();

        assertThat(key.certificate()).isEqualTo(FIRST.certificate());
    }

    @Test
    void whileOneFileIsNewAndTheOtherOldTheOldPairIsServedAndItIsToldOnce() throws IOException {
        for (boolean certificateFirst : List.of(true, false)) {
            log.list.clear();
            var certificates = certificates();
            mount(FIRST);
            certificates.reload();

            mount(
                    Pem.of(List.of((certificateFirst ? SECOND : FIRST).certificate())),
                    Pem.of((certificateFirst ? FIRST : SECOND).key()));
            certificates.reload();
            certificates.reload();
            assertThat(key.certificate()).isEqualTo(FIRST.certificate());
            assertThat(warnings())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning).contains("goes on with the one before"));

            mount(SECOND);
            certificates.reload();
            assertThat(key.certificate()).isEqualTo(SECOND.certificate());
        }
    }

    @Test
    void aFileThatIsWrittenByHalfLeavesTheOldPairServed() throws IOException {
        var certificates = certificates();
        mount(FIRST);
        certificates.reload();
        byte[] certificate = Pem.of(List.of(SECOND.certificate()));
        byte[] privateKey = Pem.of(SECOND.key());

        for (int length : List.of(0, 10, 100, privateKey.length / 2, privateKey.length - 30)) {
            mount(certificate, Arrays.copyOf(privateKey, length));
            certificates.reload();
            mount(Arrays.copyOf(certificate, length), privateKey);
            certificates.reload();

            assertThat(key.certificate()).as("after %d bytes", length).isEqualTo(FIRST.certificate());
        }
        mount(SECOND);
        certificates.reload();

        assertThat(key.certificate()).isEqualTo(SECOND.certificate());
    }

    @Test
    void aFolderThatStaysEmptyIsToldOnce() throws IOException {
        var certificates = certificates();

        certificates.reload();
        certificates.reload();
        assertThat(key.certificate()).isNull();
        assertThat(warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning).contains("it will be tried again"));

        mount(FIRST);
        certificates.reload();
        assertThat(key.certificate()).isEqualTo(FIRST.certificate());
    }

    @Test
    void aReplicaIsReadyWithItsFirstPairAndNewConnectionsGetTheNext() throws Exception {
        var settings = TestSettings.like(TestSettings.of("client-intents", "replica", false, 1))
                .with(new WebhookSettings(
                        0, "client-intents-webhook", Optional.of(folder), Duration.ofDays(90), Duration.ZERO))
                .settings();
        try (var server = MockApiServer.start(Crd.read());
                var operator = new IntentOperator(server.client().getConfiguration(), settings, () -> {})) {
            server.client().resource(Crd.read()).create();
            operator.start();
            await().untilAsserted(() ->
                    assertThat(OperatorScenario.get(operator, "/metrics")).contains("client_intents_leading 1.0"));
            assertThat(OperatorScenario.get(operator, "/readyz")).contains("no certificate yet");

            mount(FIRST);
            await().until(() -> OperatorScenario.get(operator, "/readyz").equals("ok"));
            int port = operator.webhookPort().orElseThrow();
            assertThat(shownAt(port)).isEqualTo(FIRST.certificate());

            mount(SECOND);
            await().untilAsserted(() -> assertThat(shownAt(port)).isEqualTo(SECOND.certificate()));
        }
    }

    private MountedCertificates certificates() {
        return new MountedCertificates(folder, key, Thread::new);
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getMessage)
                .toList();
    }

    private void mount(Credential credential) throws IOException {
        mount(Pem.of(List.of(credential.certificate())), Pem.of(credential.key()));
    }

    /** As the kubelet does it: a new folder with all files, and one link that is replaced in one step. */
    private void mount(byte[] certificate, byte[] privateKey) throws IOException {
        moments++;
        Path moment = Files.createDirectory(folder.resolve("..2026_11_01_00_00_" + moments));
        write(moment, certificate, privateKey);
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), moment.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String file : List.of("tls.crt", "tls.key")) {
            if (!Files.exists(folder.resolve(file))) {
                Files.createSymbolicLink(folder.resolve(file), Path.of("..data", file));
            }
        }
    }

    private static void write(Path to, byte[] certificate, byte[] privateKey) throws IOException {
        Files.write(to.resolve("tls.crt"), certificate);
        Files.write(to.resolve("tls.key"), privateKey);
    }

    /** The certificate that a new connection is shown. */
    private static X509Certificate shownAt(int port) throws IOException {
        SSLSocketFactory sockets = AnyCertificate.trusted().getSocketFactory();
        try (var socket = (SSLSocket) sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
