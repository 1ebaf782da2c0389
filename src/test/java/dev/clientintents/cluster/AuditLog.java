package dev.clientintents.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Every request that the API server has answered, in order. An event may come a moment after its answer, so a test
 * waits for it.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">auditing</a>
 */
public final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - level: Metadata
            """;

    private final Path file;
    private final Path policy;

    private AuditLog(Path file, Path policy) {
        this.file = file;
        this.policy = policy;
    }

    static AuditLog in(Path folder) throws IOException {
        return new AuditLog(
                Files.createFile(folder.resolve("audit.log")),
                Files.writeString(folder.resolve("audit-policy.yaml"), POLICY));
    }

    List<String> apiServerFlags() {
        return List.of("--audit-policy-file=" + policy, "--audit-log-path=" + file, "--audit-log-maxsize=0");
    }

    /** The present end of the log, for {@link #eventsSince(long)}. */
    public long position() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The requests logged after a position, one event each; a watch counts when it begins. */
    public List<AuditEvent> eventsSince(long position) {
        return completeLines(position)
                .lines()
                .map(AuditLog::parse)
                .filter(AuditLog::countsAsRequest)
                .map(AuditEvent::of)
                .toList();
    }

    private String completeLines(long position) {
        try (SeekableByteChannel channel = Files.newByteChannel(file).position(position)) {
            String text = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("not an audit event: " + line, e);
        }
    }

    /** A watch is logged when it begins and when it ends, a refused one only when it ends. */
    private static boolean countsAsRequest(JsonNode json) {
        boolean begun = json.path("stage").asText().equals("ResponseStarted");
        boolean watch = json.path("verb").asText().equals("watch");
        boolean failed = json.path("responseStatus").path("code").asInt() >= 400;
        return watch ? begun || failed : !begun;
    }
}
