package dev.clientintents.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a map as one HTML page that loads nothing: its <a href="https://www.w3.org/TR/CSP3/">content security
 * policy</a> forbids every request, and names its script and its style by their digests, so that nothing that a
 * manifest contains can run.
 *
 * @param frame HTML with a placeholder, <code>{{word}}</code>, for each part
 * @param style the style sheet of the page
 * @param drawingStyle the style sheet of drawings
 * @param script what makes the page answer
 */
public record Page(String frame, String style, String drawingStyle, String script) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final JsonMapper JSON = new JsonMapper();

    /** Returns the page of a map, with a drawing of it. */
    public String of(IntentMap map, Drawing drawing) {
        String styles = "\n" + drawingStyle + style;
        String code = "\n" + script;
        Map<String, String> parts = Map.of(
                "title", Markup.escaped(map.title()),
                "policy", policy(styles, code),
                "style", styles,
                "drawing", Svg.fragment(drawing),
                "map", json(map),
                "script", code);
        return filled(frame, parts);
    }

    /** Returns a frame with its placeholders replaced. */
    static String filled(String frame, Map<String, String> parts) {
        return PLACEHOLDER
                .matcher(frame)
                .replaceAll(part -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(part.group(1)))));
    }

    private static String policy(String styles, String code) {
        return "default-src 'none'; style-src '" + digest(styles) + "'; script-src '" + digest(code)
                + "'; img-src data:; base-uri 'none'; form-action 'none'";
    }

    /** Returns the digest by which a content security policy names a script or a style. */
    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns JSON in which no {@code <} is left that could end the element around it, or begin a comment. */
    private static String json(IntentMap map) {
        try {
            return JSON.writeValueAsString(MapDocument.of(map))
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + map.title(), e);
        }
    }
}
