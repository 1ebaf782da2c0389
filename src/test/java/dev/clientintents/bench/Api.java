package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The API server without a client library: nothing but requests, over 16 connections of HTTP/1.1. */
final class Api implements AutoCloseable {

    private static final int CONNECTIONS = 16;
    private static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private final String server;
    private final String token;
    private final HttpClient http;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

    Api(Config config) {
        this.server = config.getMasterUrl().replaceAll("/$", "");
        this.token = config.getOauthToken();
        try {
            this.http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(SSLUtils.sslContext(config))
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no TLS to " + server, e);
        }
    }

    /** The answer's metadata. */
    JsonNode send(Call call) {
        HttpRequest.BodyPublisher body = call.body().isMissingNode()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(call.body().toString());
        try {
            HttpResponse<String> answer = http.send(
                    request(call.path(), METADATA)
                            .header("Content-Type", call.type())
                            .method(call.method(), body)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(call.method() + " " + call.path() + ": " + answer.body());
            }
            return Json.read(answer.body()).path("metadata");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends all, 16 at a time, and answers their metadata in order. */
    List<JsonNode> sendAll(List<Call> calls) {
        try {
            List<Callable<JsonNode>> tasks = new ArrayList<>();
            calls.forEach(call -> tasks.add(() -> send(call)));
            List<JsonNode> answers = new ArrayList<>();
            for (Future<JsonNode> answer : threads.invokeAll(tasks)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The lines of a watch that begins with what exists; it ends with the API server or with this client. */
    Stream<String> watch(String path, boolean metadataOnly) throws IOException, InterruptedException {
        HttpRequest request = request(path + "?watch=1", metadataOnly ? METADATA : "application/json")
                .build();
        while (true) {
            HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            // 429 while a definition is young
            answer.body().close();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private HttpRequest.Builder request(String path, String accept) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(Duration.ofHours(1))
                .header("Authorization", "Bearer " + token)
                .header("User-Agent", "bare")
                .header("Accept", accept);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
