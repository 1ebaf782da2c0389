package dev.clientintents.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps that the page on pipelines has for copying, and the action beside it. */
final class PipelineSteps {

    static final Path ACTION = Path.of(".github/actions/check/action.yml");

    private static final Path PAGE = Path.of("src/site/markdown/pipelines.md");

    private PipelineSteps() {}

    /** The YAML under a heading of the page. */
    static JsonNode under(String heading) {
        try {
            Matcher block = Pattern.compile("(?s)### " + Pattern.quote(heading) + "\n.*?```yaml\n(.*?)```")
                    .matcher(Files.readString(PAGE));
            if (!block.find()) {
                throw new IllegalArgumentException("the page has no " + heading);
            }
            return new YAMLMapper().readTree(block.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The script of a step of the action. */
    static String script(String name) {
        for (JsonNode step : action().path("runs").path("steps")) {
            if (step.path("name").asText().equals(name)) {
                return step.path("run").asText();
            }
        }
        throw new IllegalArgumentException("the action has no step " + name);
    }

    static JsonNode action() {
        try {
            return new YAMLMapper().readTree(ACTION.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
