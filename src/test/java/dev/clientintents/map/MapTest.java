package dev.clientintents.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.clientintents.cli.Commands;
import dev.clientintents.reach.PortSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

/**
 * What {@code graph} prints. With {@code -Dgolden.write=true} the expected files are written, to be read before they
 * are committed.
 */
class MapTest {

    private static final Path STATES = Path.of("src/test/resources/map/states");

    @ParameterizedTest
    @CsvSource({"json, out.json", "mermaid, out.mmd", "dot, out.dot", "svg, out.svg"})
    void aConnectionInEachStateIsWrittenInEachLanguage(String format, String file) throws IOException {
        String actual = graph(
                "--title",
                "states",
                "-o",
                format,
                STATES.resolve("in-shop.yaml").toString());

        Path expected = STATES.resolve(file);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).as(file).isEqualTo(Files.readString(expected));
    }

    @Test
    void thePageIsTheSameForTheSameInputAndHoldsNoAddress() {
        String page = graph("-o", "html", "deploy/examples/online-boutique");

        assertThat(page).isEqualTo(graph("-o", "html", "deploy/examples/online-boutique"));
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:", "@import", "url(h");
    }

    @Test
    void hostileTextsStayTextsInEveryLanguage() throws Exception {
        String hostile = "</script><script>alert(1)</script>\"'`&<!--\\]]>\u2028\u0000|{{map}}";
        var node = Node.unknown("shop", hostile, hostile);
        var edge = new Edge(
                node.id(),
                node.id(),
                Edge.State.UNKNOWN,
                PortSet.NONE,
                List.of(hostile),
                List.of(hostile),
                List.of(),
                List.of(hostile));
        var map = new IntentMap(hostile, List.of(node), List.of(edge));
        Drawing drawing = Drawings.byWorkload(map);

        String page = new Page(
                        "<title>{{title}}</title>{{policy}}{{style}}{{drawing}}<script>{{map}}</script>{{script}}",
                        "",
                        "",
                        "")
                .of(map, drawing);
        assertThat(page).containsOnlyOnce("</script").doesNotContain("<script>alert", "<!--");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(Svg.document(drawing, ""))))
                        .getElementsByTagName("script")
                        .getLength())
                .isZero();
        assertThat(Mermaid.of(drawing)).doesNotContain("<script", "]]>", "\\", "|{");
        assertThat(Dot.of(drawing).replace("\\\\", "").replace("\\\"", "").lines())
                .allSatisfy(line -> assertThat(
                                line.chars().filter(c -> c == '"').count() % 2)
                        .isZero());
    }

    @Test
    void aCycleIsDrawnAndNoTwoBoxesOverlap() {
        var lines = new ArrayList<Drawing.Line>();
        for (int i = 0; i < 30; i++) {
            lines.add(new Drawing.Line(i, (i + 1) % 30, "all ports", Stroke.ENFORCED));
            lines.add(new Drawing.Line(i, i * 7 % 30, "all ports", Stroke.ENFORCED));
        }
        double[] heights = IntStream.range(0, 30).mapToDouble(i -> 30 + i).toArray();

        Layout layout = Layout.of(heights, lines, 10);

        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < i; j++) {
                boolean above = layout.top(i) + heights[i] + 9.99 <= layout.top(j);
                boolean below = layout.top(j) + heights[j] + 9.99 <= layout.top(i);
                assertThat(layout.layer(i) != layout.layer(j) || above || below).isTrue();
            }
        }
    }

    @Test
    void thousandsOfBoxesTakeNoThousandsOfSeconds() {
        var lines = new ArrayList<Drawing.Line>();
        var random = new SplittableRandom(7);
        for (int i = 0; i < 11_000; i++) {
            lines.add(new Drawing.Line(random.nextInt(1_000), random.nextInt(1_000), "all ports", Stroke.ENFORCED));
        }
        double[] heights = IntStream.range(0, 1_000).mapToDouble(i -> 30).toArray();

        assertTimeout(Duration.ofSeconds(20), () -> Layout.of(heights, lines, 10));
    }

    private static String graph(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = new ArrayList<>(List.of("graph"));
        all.addAll(List.of(arguments));
        int code = Commands.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }
}
