package dev.clientintents.learn.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is added to a text is all that changes in it; another reader of YAML says so. */
class IntentsEditTest {

    private static final long SEED = 20261128;
    private static final int TEXTS = 3_000;
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String OBJECT = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: web, namespace: shop}
            spec:
              client: {name: web}
              consumes:%s
            """;

    private static final Addition CART = new Addition.NewTarget(Map.of("name", "cart"), List.of("seen"));

    @Test
    void aTextSaysTheSameAsBeforeAndWhatIsAdded() throws Exception {
        for (int i = 0; i < TEXTS; i++) {
            RandomIntents.Case given = RandomIntents.of(SEED + i);

            String after = IntentsEdit.of(given.text(), given.additions());

            String description = "seed %d\n%s\nbecomes\n%s".formatted(SEED + i, given.text(), after);
            assertThat(documents(after)).as(description).isEqualTo(expected(given, documents(given.text())));
            List<String> old = given.text().lines().toList();
            if (given.wholeLines()
                    && given.additions().values().stream()
                            .flatMap(List::stream)
                            .allMatch(Addition.NewTarget.class::isInstance)) {
                assertThat(after.lines().toList()).as(description).containsSubsequence(old);
            }
            assertThat(isIn(given.text(), after)).as(description).isTrue();
            assertThat(after.contains("\r\n"))
                    .as(description)
                    .isEqualTo(given.text().contains("\r\n"));
            assertThat(after.replace("\r\n", "").contains("\n"))
                    .as(description)
                    .isEqualTo(given.text().replace("\r\n", "").contains("\n"));
            assertThat(after.endsWith("\n"))
                    .as(description)
                    .isEqualTo(given.text().endsWith("\n"));
        }
    }

    @Test
    void whatAnAliasSharesIsRefused() {
        assertThatThrownBy(() -> edited(" &list\n    - name: a"))
                .isInstanceOfSatisfying(
                        NotEditable.class, it -> assertThat(it.reason()).contains("anchor"));
        assertThatThrownBy(() -> IntentsEdit.of("""
                        apiVersion: v1
                        kind: List
                        items:
                          - &one
                            apiVersion: clientintents.dev/v1alpha1
                            kind: ClientIntents
                            metadata: {name: web, namespace: shop}
                            spec: {client: {name: web}, consumes: []}
                          - *one
                        """, Map.of(4, List.of(CART)))).isInstanceOf(NotEditable.class);
    }

    @Test
    void whatComesFromElsewhereIsRefused() {
        assertThatThrownBy(() -> edited(" *list").length()).isInstanceOf(NotEditable.class);
        assertThatThrownBy(() -> edited("")).isInstanceOf(NotEditable.class);
        assertThatThrownBy(() -> IntentsEdit.of("a: [", Map.of(1, List.of(CART))))
                .isInstanceOf(NotEditable.class);
        assertThatThrownBy(() -> IntentsEdit.of("a: b\n", Map.of(1, List.of(CART))))
                .isInstanceOf(NotEditable.class);
    }

    @Test
    void anItemThatIsAnAliasStaysWhatItIs() throws NotEditable {
        assertThat(edited("\n    - &first {name: a}\n    - *first"))
                .endsWith("\n    - &first {name: a}\n    - *first\n    # seen\n    - {name: cart}\n");
    }

    @Test
    void aCommentCannotEndItself() throws NotEditable {
        Addition addition = new Addition.NewTarget(Map.of("name", "cart"), List.of("a\n- name: evil"));

        assertThat(IntentsEdit.of(OBJECT.formatted("\n    - name: a"), Map.of(1, List.of(addition))))
                .contains("# a\\u000A- name: evil\n    - name: cart\n");
    }

    private static String edited(String consumes) throws NotEditable {
        return IntentsEdit.of(OBJECT.formatted(consumes), Map.of(1, List.of(CART)));
    }

    private static List<JsonNode> documents(String text) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return new ArrayList<>(documents.readAll());
        }
    }

    /** Adds to the objects in the order in which they stand. */
    private static List<JsonNode> expected(RandomIntents.Case given, List<JsonNode> documents) {
        var objects = new ArrayList<JsonNode>();
        documents.forEach(it -> {
            if (it.has("items")) {
                it.path("items").forEach(objects::add);
            } else {
                objects.add(it);
            }
        });
        List<Integer> lines = new ArrayList<>();
        List<String> text = given.text().lines().toList();
        for (int i = 0; i < text.size(); i++) {
            if (text.get(i).endsWith("apiVersion: clientintents.dev/v1alpha1")) {
                lines.add(i + 1);
            }
        }
        assertThat(objects).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode object = objects.get(i);
            given.additions().getOrDefault(lines.get(i), List.of()).forEach(it -> add(object, it));
        }
        return documents;
    }

    private static void add(JsonNode object, Addition addition) {
        ArrayNode consumes = (ArrayNode) object.at("/spec/consumes");
        if (addition instanceof Addition.NewTarget target) {
            consumes.add(JSON.<JsonNode>valueToTree(target.fields()));
            return;
        }
        var more = (Addition.MorePorts) addition;
        int server = -1;
        for (JsonNode target : consumes) {
            if (target.has("name") && ++server == more.server()) {
                ArrayNode ports = ((ObjectNode) target).withArray("/ports");
                more.ports().forEach(it -> ports.add(JSON.<JsonNode>valueToTree(it)));
                return;
            }
        }
    }

    private static boolean isIn(String text, String other) {
        int found = 0;
        for (int i = 0; i < other.length() && found < text.length(); i++) {
            if (other.charAt(i) == text.charAt(found)) {
                found++;
            }
        }
        return found == text.length();
    }
}
