package dev.clientintents.learn.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Sighting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlowReaderTest {

    private static final String FLOW = """
            {"flow":{"verdict":"FORWARDED","is_reply":false,"l4":{"TCP":{"source_port":1000,"destination_port":80}},"source":{"namespace":"a","pod_name":"c"},"destination":{"namespace":"a","pod_name":"s"}}}
            """;

    private final List<Sighting> sightings = new ArrayList<>();
    private final Map<PassedOver, Long> passedOver = new EnumMap<>(PassedOver.class);
    private final FlowReader reader = new FlowReader(new FlowSink() {
        @Override
        public void accept(Sighting sighting) {
            sightings.add(sighting);
        }

        @Override
        public void passOver(PassedOver why, long count) {
            passedOver.merge(why, count, Long::sum);
        }

        @Override
        public void watched(@Nullable Instant from, @Nullable Instant until) {}
    });

    @Test
    void aFirstLineThatIsCutOffHidesNoFormat() throws Exception {
        assertThat(read("rce\":{}}}\n" + FLOW + FLOW)).isEqualTo(FlowFormat.HUBBLE);

        assertThat(sightings).hasSize(2);
        assertThat(passedOver).containsExactly(Map.entry(PassedOver.BROKEN, 1L));
    }

    @Test
    void namesBeforeTheRecordsAreNoPartOfThem() throws Exception {
        assertThat(read("[pod/cilium-x/hubble] " + FLOW + "2026-11-26T10:00:00Z " + FLOW))
                .isEqualTo(FlowFormat.HUBBLE);

        assertThat(sightings).hasSize(2);
        assertThat(passedOver).isEmpty();
    }

    @Test
    void somethingBehindARecordIsBrokenAndTheRecordCounts() throws Exception {
        read(FLOW.strip() + " }\n" + "data:" + FLOW);

        assertThat(sightings).hasSize(2);
        assertThat(passedOver).containsExactly(Map.entry(PassedOver.BROKEN, 1L));
    }

    @Test
    void objectsNestedWithoutAnEndAreBroken() throws Exception {
        read(FLOW + "{\"flow\":".repeat(100_000) + "\n" + "[".repeat(100_000) + "\n" + FLOW);

        assertThat(sightings).hasSize(2);
        assertThat(passedOver).containsExactly(Map.entry(PassedOver.BROKEN, 2L));
    }

    @Test
    void fieldsOfOtherTypesCountAsAbsent() throws Exception {
        read("""
                {"flow":{"verdict":["FORWARDED"],"is_reply":{},"l4":[1],"IP":7,"source":"x","destination":null,"event_type":{"type":{}}}}
                """ + FLOW);

        assertThat(sightings).hasSize(1);
        assertThat(passedOver).containsExactly(Map.entry(PassedOver.OTHER_PROTOCOL, 1L));
    }

    @Test
    void aWholePageMayStandInOneLongLine() throws Exception {
        String flow = """
                {"action":"Allow","source_name":"c-*","source_namespace":"a","dest_name":"s-*","dest_namespace":"a","protocol":"tcp","dest_port":80,"reporter":"Dst"}""";
        String page = "{\"total\":{\"totalPages\":1},\"items\":[" + (flow + ",").repeat(9_999) + flow + "]}";

        assertThat(read(page + "\n" + page)).isEqualTo(FlowFormat.CALICO);

        assertThat(sightings).hasSize(20_000);
        assertThat(passedOver).isEmpty();
    }

    @Test
    void anEmptyInputHasNoFormat() throws Exception {
        assertThat(reader.read(new ByteArrayInputStream(new byte[0]), null)).isEmpty();
        assertThat(reader.read(in("\n  \n"), FlowFormat.CONNTRACK)).isEmpty();
    }

    @Test
    void whatIsOfNoFormatIsShownUpToALength() {
        assertThatThrownBy(() -> read("apiVersion: v1\n" + "kind: List\n".repeat(100)))
                .isInstanceOf(UnknownFormat.class)
                .hasMessageContaining("apiVersion: v1");
        assertThatThrownBy(() -> read("x".repeat(1000))).hasMessageMatching(".*: x{80}…");
    }

    @Test
    void aStreamThatFailsIsTold() {
        var failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("the disk is gone");
            }
        };

        assertThatThrownBy(() -> reader.read(new SequenceInputStream(in(FLOW), failing), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the disk is gone");
        assertThatThrownBy(() -> reader.read(
                        new SequenceInputStream(
                                in("{\"status\":\"success\",\n\"data\":{\"resultType\":\"vector\",\n"), failing),
                        FlowFormat.ISTIO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the disk is gone");
    }

    private FlowFormat read(String text) throws IOException, UnknownFormat {
        return reader.read(in(text), null).orElseThrow();
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
