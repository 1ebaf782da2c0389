package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.clientintents.model.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Names of files, texts of manifests and arguments that are made to be taken for commands of a terminal, or of GitHub's
 * log.
 */
class HostileTextTest {

    private static final String HOSTILE = "x\n::error::injected\r##[error]y\u001b[31m\u007f\u009b\u202e\u2066\u2028z";

    /** The same in the double quotes of YAML. */
    private static final String IN_YAML =
            "x\\n::error::injected\\r##[error]y\\u001b[31m\\u007f\\u009b\\u202e\\u2066\\u2028z";

    private static final Pattern COMMAND = Pattern.compile("\\s*(::|##\\[).*");

    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void filesAndTextsThatAreCommands() throws IOException {
        folder = Files.createDirectory(parent.resolve(HOSTILE));
        write("shop.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop, annotations: {a: "%1$s"}}
                spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{image: a, name: a}]}}}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: other, namespace: shop, labels: {a: "%1$s"}}
                spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{image: a, name: a}]}}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: "%1$s", namespace: shop}
                spec: {selector: {app: web}, ports: [{port: 80, name: "%1$s", targetPort: "%1$s"}]}
                ---
                apiVersion: apps/v1
                kind: "%1$s"
                metadata: {name: "%1$s", namespace: "%1$s"}
                spec: {template: {metadata: {labels: {"%1$s": "%1$s"}}, spec: {containers: [{image: a, name: "%1$s", ports: [{name: "%1$s", containerPort: 1}]}]}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: "%1$s", namespace: shop}
                spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "%1$s"}}], ports: [{port: "%1$s"}]}]}
                """.formatted(IN_YAML));
        write(HOSTILE + ".yaml", """
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: shop}
                spec: {client: {name: web}, consumes: [{name: "wep"}, {name: "%1$s", "%1$s": 1}]}
                ---
                {"%1$s
                """.formatted(IN_YAML));
        write(HOSTILE + ".yml", """
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: good, namespace: shop}
                spec: {client: {name: web}, consumes: [{name: web}, {name: nobody}]}
                """);
        write(HOSTILE + ".txt", "allow: [{from: web, to: nobody}]\n");
        write("expectations.txt", """
                allow: [{from: "%1$s", to: web, ports: ["%1$s"]}]
                """.formatted(IN_YAML));
        write("broken-expectations.txt", "\"%1$s\": [{\"%1$s\": 1}]\n".formatted(IN_YAML));
    }

    static List<List<String>> commands() {
        var commands = new ArrayList<List<String>>();
        for (String format : List.of("text", "json", "yaml", "sarif", "github", "codequality")) {
            commands.add(List.of("check", "-o", format, "."));
        }
        for (String labels : List.of("none", "table", "patches")) {
            commands.add(List.of("render", "--labels", labels, "."));
        }
        commands.add(List.of("render", "-o", "json", "."));
        for (String format : List.of("text", "json", "yaml", "csv", "markdown", "dot")) {
            commands.add(List.of("reach", "-o", format, "."));
            commands.add(List.of("who-can-reach", "web", "-o", format, "-f", "."));
        }
        for (String format : List.of("text", "markdown", "comment", "json", "csv", "mermaid", "dot", "svg", "html")) {
            commands.add(List.of("diff", "-o", format, ".", "shop.yaml"));
        }
        for (String format : List.of("html", "svg", "dot", "mermaid", "json")) {
            commands.add(List.of("graph", "-o", format, "."));
        }
        for (String format : List.of("text", "json", "junit")) {
            commands.add(List.of("assert", "-o", format, "-f", "expectations.txt", "."));
            commands.add(List.of("assert", "-o", format, "-f", "broken-expectations.txt", "."));
            commands.add(List.of("assert", "-o", format, "-f", HOSTILE + ".txt", "."));
        }
        commands.add(List.of("can", HOSTILE, "web", "-f", "."));
        commands.add(List.of("explain", "web", HOSTILE, HOSTILE, "-f", "."));
        commands.add(List.of("who-can-reach", HOSTILE, "-f", "."));
        commands.add(List.of("who-can-reach", "web", HOSTILE, "-f", "."));
        commands.add(List.of("check", HOSTILE));
        commands.add(List.of("check", "-n", HOSTILE, "."));
        commands.add(List.of("check", "--enforcement", HOSTILE, "."));
        commands.add(List.of("check", "--before", HOSTILE, "."));
        commands.add(List.of("check", "--baseline", HOSTILE, "."));
        commands.add(List.of("check", "--off", HOSTILE, "."));
        commands.add(List.of("check", "-o", HOSTILE, "."));
        commands.add(List.of("check", "--" + HOSTILE));
        commands.add(List.of("check", "--kubeconfig", HOSTILE));
        commands.add(List.of("diff", "git:" + HOSTILE, "."));
        commands.add(List.of("diff", "git:HEAD:" + HOSTILE, "."));
        commands.add(List.of("diff", ".", ".", HOSTILE));
        commands.add(List.of("explain", "-o", "csv", "-f", "."));
        commands.add(List.of("reach", "--output-file", "shop.yaml/" + HOSTILE, "."));
        commands.add(List.of("render", "--output-dir", "shop.yaml/" + HOSTILE, "."));
        commands.add(List.of(HOSTILE));
        commands.add(List.of("help", HOSTILE));
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void areNeverPrintedAsSuch(List<String> command) {
        Run run = Run.of(command.stream().map(this::inTheFolder).toArray(String[]::new));

        for (String text : List.of(run.out(), run.err())) {
            assertThat(text.codePoints().filter(it -> it != '\n' && it != '\t' && PlainText.isControl(it)))
                    .isEmpty();
            assertThat(text.lines().filter(line -> COMMAND.matcher(line).matches()))
                    .allMatch(line -> command.contains("github") && line.contains(",title="));
            assertThat(text).doesNotContain("Exception", "this should not have happened");
        }
        assertThat(run.out() + run.err()).isNotEmpty();
    }

    @Test
    void whatProgramsReadMeansTheSame() throws IOException {
        String out = Run.of("check", "-o", "json", folder.toString()).out();

        assertThat(new ObjectMapper().readTree(out).findValuesAsText("file"))
                .contains(folder.resolve(HOSTILE + ".yaml").toString());
        assertThat(new YAMLMapper()
                        .readTree(
                                Run.of("check", "-o", "yaml", folder.toString()).out())
                        .findValuesAsText("file"))
                .contains(folder.resolve(HOSTILE + ".yaml").toString());
    }

    private String inTheFolder(String argument) {
        return switch (argument) {
            case "." -> folder.toString();
            case "shop.yaml" -> folder.resolve(argument).toString();
            default ->
                argument.startsWith("shop.yaml/")
                        ? folder.resolve("shop.yaml") + argument.substring("shop.yaml".length())
                        : argument.endsWith(".txt") ? folder.resolve(argument).toString() : argument;
        };
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }
}
