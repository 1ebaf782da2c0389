package dev.clientintents.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.clientintents.map.ChangeDrawings.Connection;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeDrawingsTest {

    private static final ChangeDrawings DRAWINGS = new ChangeDrawings("change", Set.of(), Set.of());

    @Test
    void whatStaysIsLeftOutWhereItIsTooMuch() {
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < 60; i++) {
            connections.add(connection("a", i, "b", i, Stroke.SAME));
        }
        connections.add(connection("a", 0, "b", 1, Stroke.OPENED));

        Drawing drawing = DRAWINGS.of(connections);

        assertThat(drawing.boxes()).extracting(Drawing.Box::id).containsExactly("a/w0[Pod]", "b/w1[Pod]");
        assertThat(drawing.lines()).singleElement().isEqualTo(new Drawing.Line(0, 1, "label", Stroke.OPENED));
    }

    @Test
    void aBoxIsANamespaceWhereThereAreTooManyChanges() {
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < 60; i++) {
            connections.add(connection("a", i, "b", i, i < 50 ? Stroke.OPENED : Stroke.CLOSED));
            connections.add(connection("b", i, "b", i + 1, Stroke.CHANGED));
            connections.add(connection("b", i, "c", i, Stroke.SAME));
        }
        connections.add(
                new Connection(new Endpoint.IngressController(), workload("a", 1), Stroke.OPENED, "of the controller"));

        Drawing drawing = DRAWINGS.of(connections);

        assertThat(drawing.boxes())
                .extracting(Drawing.Box::title, Drawing.Box::subtitle)
                .containsExactly(tuple("outside", ""), tuple("a", ""), tuple("b", "60 changed within"));
        assertThat(drawing.lines())
                .containsExactly(
                        new Drawing.Line(0, 1, "1 opened", Stroke.OPENED),
                        new Drawing.Line(1, 2, "50 opened", Stroke.OPENED),
                        new Drawing.Line(1, 2, "10 closed", Stroke.CLOSED));
    }

    @Test
    void hostileTextsOfThePageStayTexts() {
        String hostile = "</td></script><script>alert(1)</script>\"'&<!--{{rows}}";
        var page = new ChangePage(
                "<title>{{title}}</title>{{policy}}{{style}}{{summary}}{{drawing}}{{legend}}{{rows}}", "", "");
        var drawing = new Drawing(
                hostile,
                List.of(new Drawing.Box(hostile, hostile, hostile, hostile, Node.Standing.CLOSED)),
                List.of(new Drawing.Line(0, 0, hostile, Stroke.CHANGED)),
                List.of(new Drawing.Key(Stroke.CHANGED, hostile)));

        String html = page.of(
                drawing, hostile, List.of(new ChangePage.Row(hostile, hostile, hostile, hostile, hostile, hostile)));

        assertThat(html).doesNotContain("<script", "</script", "<!--").contains("{{rows}}");
    }

    private static Connection connection(String from, int client, String to, int server, Stroke stroke) {
        return new Connection(workload(from, client), workload(to, server), stroke, "label");
    }

    private static Endpoint workload(String namespace, int number) {
        return new Endpoint.Workload(new WorkloadId(namespace, "Pod", "w" + number), "");
    }
}
