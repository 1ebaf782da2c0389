package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.deploy.CommentServer.Comment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that keeps a comment up to date; it needs bash, curl and jq. */
class ChangeCommentIT {

    private static final Path PROGRAM = Path.of("deploy/change-comment").toAbsolutePath();
    private static final String MARKER = "<!-- client-intents diff -->\n";
    private static final String OPENED = "### Connections\n\n| **opened** | `a` | `b` |\n";
    private static final String NOTHING = "### Connections\n\nNo connection is opened or closed.\n";

    private final CommentServer server = new CommentServer();

    @TempDir
    private Path folder;

    private record Result(int code, String text) {}

    @BeforeAll
    static void programs() {
        CommentServer.assumeProgramsOfTheClient();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GitHub", "GitLab"})
    void thereIsOneCommentThatFollowsTheChange(String host) throws Exception {
        for (int i = 0; i < 230; i++) {
            server.add("alice", "comment " + i);
        }
        Result first = run(host, OPENED);
        server.add("alice", "thank you");
        Result second = run(host, OPENED + "| **closed** | `c` | `d` |\n");
        Result third = run(host, NOTHING);

        assertThat(List.of(first, second, third))
                .containsExactly(
                        new Result(0, "The comment is written.\n"),
                        new Result(0, "The comment is up to date.\n"),
                        new Result(0, "The comment is up to date.\n"));
        assertThat(server.comments()).hasSize(232);
        assertThat(server.comments().get(230).body()).isEqualTo(MARKER + NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GitHub", "GitLab"})
    void whereNothingChangesNothingIsWritten(String host) throws Exception {
        assertThat(run(host, NOTHING)).isEqualTo(new Result(0, "No connection changes, and there is no comment.\n"));
        assertThat(server.comments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GitHub", "GitLab"})
    void aCommentOfSomebodyElseIsLeftAlone(String host) throws Exception {
        server.add("mallory", MARKER + "mine");

        run(host, OPENED);

        assertThat(server.comments()).extracting(Comment::body).containsExactly(MARKER + "mine", MARKER + OPENED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GitHub", "GitLab"})
    void aTokenThatMayNotWriteFailsNothing(String host) throws Exception {
        for (String token : List.of(CommentServer.READER, "unknown")) {
            Result result = run(host, OPENED, Map.of("TOKEN", token));

            assertThat(result.code()).as(result.text()).isZero();
            assertThat(result.text()).contains("the token may not write comments here");
        }
        assertThat(run(host, OPENED, Map.of("TOKEN", "")).text()).contains("there is no token");
        assertThat(run(host, OPENED, Map.of("PULL_REQUEST", "", "CI_MERGE_REQUEST_IID", ""))
                        .text())
                .contains("this is no pull or merge request");
        assertThat(server.writes()).isZero();
    }

    @Test
    void theNoticeIsOneOfTheJobInGitHubActions() throws Exception {
        assertThat(run("GitHub", OPENED, Map.of("TOKEN", CommentServer.READER, "GITHUB_ACTIONS", "true"))
                        .text())
                .startsWith("::notice title=client-intents::the token may not write");
    }

    @Test
    void aServerThatIsAwayOrRefusesFailsNothing() throws Exception {
        assertThat(run("GitHub", OPENED, Map.of("GITHUB_API_URL", "http://127.0.0.1:1")))
                .isEqualTo(new Result(
                        0, "change-comment: the comment could not be written: the server answered with HTTP 000\n"));
        assertThat(run("GitHub", OPENED + "x".repeat(70_000)).text()).contains("HTTP 422");
    }

    @Test
    void whateverTheReportSaysIsTextAndNothingElse() throws Exception {
        String odd = OPENED + "| **opened** | `$(touch owned)` | \"quoted\" 'single' \\n \\\\ `touch owned` é 日 |\n";

        run("GitHub", odd);

        assertThat(server.comments()).extracting(Comment::body).containsExactly(MARKER + odd);
        assertThat(folder.resolve("owned")).doesNotExist();
    }

    @Test
    void aKeyTellsOneCommentFromAnother() throws Exception {
        run("GitHub", OPENED, Map.of("KEY", "staging"));
        run("GitHub", OPENED, Map.of("KEY", "staging.eu"));
        run("GitHub", OPENED, Map.of("KEY", "staging"));

        assertThat(server.comments())
                .extracting(it -> it.body().lines().findFirst().orElseThrow())
                .containsExactly("<!-- client-intents diff staging -->", "<!-- client-intents diff staging.eu -->");
        assertThat(run("GitHub", OPENED, Map.of("KEY", "a -->"))).satisfies(result -> {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.text()).contains("KEY may have");
        });
    }

    private Result run(String host, String report) throws IOException, InterruptedException {
        return run(host, report, Map.of());
    }

    private Result run(String host, String report, Map<String, String> more) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(
                host.equals("GitHub")
                        ? Map.of(
                                "GITHUB_API_URL",
                                server.url(),
                                "GITHUB_REPOSITORY",
                                "acme/shop",
                                "PULL_REQUEST",
                                "7",
                                "TOKEN",
                                CommentServer.WRITER)
                        : Map.of(
                                "CI_API_V4_URL",
                                server.url(),
                                "CI_PROJECT_ID",
                                "5",
                                "CI_MERGE_REQUEST_IID",
                                "7",
                                "TOKEN",
                                CommentServer.WRITER));
        environment.putAll(more);
        Files.writeString(folder.resolve("report.md"), report);
        Path output = folder.resolve("output");
        var builder = new ProcessBuilder("bash", PROGRAM.toString(), "report.md")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("GITHUB_") || it.startsWith("CI_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(output));
    }
}
