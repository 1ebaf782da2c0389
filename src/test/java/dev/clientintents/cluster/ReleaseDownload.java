package dev.clientintents.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** Downloads what the projects release, and checks it against the checksums that they publish. */
final class ReleaseDownload implements BinarySource {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Platform platform;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    ReleaseDownload(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Path fetch(Tool tool, Path folder, Progress progress) throws IOException, InterruptedException {
        if (!platform.os().equals("linux")) {
            throw new IOException("there is no release for " + platform);
        }
        Path binary = switch (tool) {
            case ETCD -> fetchEtcd(tool, folder, progress);
            case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER -> fetchKubernetes(tool, folder, progress);
            case CYCLONUS, KUBE_NETWORK_POLICIES, PACKET_AGENT, ADMIN_NETWORK_POLICIES, CLUSTER_NETWORK_POLICIES ->
                throw new IOException("no release of " + tool.fileName() + " is downloaded");
            case HELM, HELM_4 -> fetchHelm(tool, folder, progress);
        };
        if (!binary.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + binary + " executable");
        }
        return binary;
    }

    private Path fetchKubernetes(Tool tool, Path folder, Progress progress) throws IOException, InterruptedException {
        URI file = URI.create("https://dl.k8s.io/v" + tool.version() + "/bin/linux/" + platform.architecture() + "/"
                + tool.fileName());
        String checksum = text(URI.create(file + ".sha256")).strip();
        return download(file, checksum, folder.resolve(tool.fileName()), progress);
    }

    private Path fetchEtcd(Tool tool, Path folder, Progress progress) throws IOException, InterruptedException {
        URI release = URI.create("https://github.com/etcd-io/etcd/releases/download/v" + tool.version() + "/");
        String name = "etcd-v" + tool.version() + "-linux-" + platform.architecture();
        String checksum = text(release.resolve("SHA256SUMS"))
                .lines()
                .filter(line -> line.endsWith(" " + name + ".tar.gz"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow(() -> new IOException(release + "SHA256SUMS does not list " + name + ".tar.gz"));
        Path archive =
                download(release.resolve(name + ".tar.gz"), checksum, folder.resolve(name + ".tar.gz"), progress);
        Command.in(folder).run("tar", "-xzf", archive.toString(), "--strip-components=1", name + "/etcd");
        return folder.resolve("etcd");
    }

    private Path fetchHelm(Tool tool, Path folder, Progress progress) throws IOException, InterruptedException {
        String name = "helm-v" + tool.version() + "-linux-" + platform.architecture() + ".tar.gz";
        URI file = URI.create("https://get.helm.sh/" + name);
        String checksum = text(URI.create(file + ".sha256")).strip();
        Path archive = download(file, checksum, folder.resolve(name), progress);
        String member = "linux-" + platform.architecture() + "/helm";
        Command.in(folder).run("tar", "-xzf", archive.toString(), "--strip-components=1", member);
        return folder.resolve("helm");
    }

    private String text(URI uri) throws IOException, InterruptedException {
        try {
            return succeeded(http.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString()))
                    .body();
        } catch (IOException e) {
            throw new IOException(uri.getHost() + " cannot be reached (" + Failures.describe(e) + ")", e);
        }
    }

    private Path download(URI uri, String checksum, Path target, Progress progress)
            throws IOException, InterruptedException {
        try (Progress.Step step = progress.step("downloading " + uri, "once");
                InputStream body = succeeded(
                                http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()))
                        .body();
                DigestInputStream digested = new DigestInputStream(body, MessageDigest.getInstance("SHA-256"))) {
            Files.copy(digested, target, StandardCopyOption.REPLACE_EXISTING);
            String actual = HexFormat.of().formatHex(digested.getMessageDigest().digest());
            if (!actual.equals(checksum)) {
                throw new IOException(uri + " has the SHA-256 " + actual + ", but " + checksum + " is published");
            }
            step.done();
            return target;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static <T> HttpResponse<T> succeeded(HttpResponse<T> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException(response.uri() + " answers " + response.statusCode());
        }
        return response;
    }
}
