package dev.clientintents.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import dev.clientintents.manifest.yaml.Scalars;
import dev.clientintents.model.PlainText;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes objects as text that is the same for the same objects, down to the byte. */
public final class ManifestWriter {

    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .stringQuotingChecker(new Quoting())
                    .build())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

    private ManifestWriter() {}

    /** Returns the objects as documents of one YAML stream; empty for none. */
    public static String yaml(Collection<?> objects) {
        return objects.stream().map(object -> write(YAML, object)).collect(Collectors.joining("---\n"));
    }

    /** Returns the object as indented JSON, with a line break at its end. */
    public static String json(Object object) {
        try {
            var printer = new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT);
            return JSON.writer(printer).writeValueAsString(object) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + object, e);
        }
    }

    private static String write(ObjectMapper mapper, Object object) {
        try {
            return mapper.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as YAML: " + object, e);
        }
    }

    /**
     * Quotes every text that {@code kubectl} would read as something else: {@code on}, {@code 1e3}, {@code 0x1F}; and
     * what has control characters, which can be escaped only so.
     */
    private static final class Quoting extends StringQuotingChecker {

        private static final long serialVersionUID = 1;

        private final StringQuotingChecker usual = new Default();

        @Override
        public boolean needToQuoteName(String name) {
            return usual.needToQuoteName(name)
                    || !(Scalars.resolve(name) instanceof String)
                    || !PlainText.lines(name).equals(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return usual.needToQuoteValue(value)
                    || !(Scalars.resolve(value) instanceof String)
                    || !PlainText.lines(value).equals(value);
        }
    }
}
