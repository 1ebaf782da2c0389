package dev.clientintents.learn.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.model.Protocol;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficBatchTest {

    private static final String HEAD = "client-intents-traffic 1\n";

    @Test
    void whatIsToldIsReadBack() {
        var batch = new TrafficBatch(
                "worker-1",
                false,
                Set.of("192.0.2.7", "2001:db8::7"),
                List.of(
                        new TrafficRecord("10.0.1.7", "10.0.2.9", Protocol.TCP, 8080, true, 3, 51, 2),
                        new TrafficRecord("2001:db8::1", "2001:db8::2", Protocol.SCTP, 1, false, 0, 0, 0),
                        new TrafficRecord(null, "10.0.2.9", Protocol.UDP, 53, true, 9, 9, 9)),
                List.of(new ScanRecord("10.0.1.66", 4_000, 59, 1)),
                12);

        assertThat(TrafficBatch.read(batch.text())).isEqualTo(batch);
        assertThat(TrafficBatch.read(TrafficBatch.blind("n").text())).isEqualTo(TrafficBatch.blind("n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "client-intents-traffic 2\n",
                HEAD + "what\n",
                HEAD + "node\n",
                HEAD + "node a b\u0007\n\u0001",
                HEAD + "local 10.0.0\n",
                HEAD + "lost -1\n",
                HEAD + "scan 10.0.0.1\n",
                HEAD + "ICMP 10.0.1.7 10.0.2.9 8080 answered 3 51 2\n",
                HEAD + "TCP 10.0.1.7 10.0.2.9 65536 answered 3 51 2\n",
                HEAD + "TCP 10.0.1.7 10.0.2.9 8080 perhaps 3 51 2\n",
                HEAD + "TCP 10.0.1.7 10.0.2.9 8080 answered -3 51 2\n",
                HEAD + "TCP 10.0.1.7 web 8080 answered 3 51 2\n",
                HEAD + "TCP 10.0.1.7 10.0.2.9 8080 answered 3 51 99999999999\n",
                HEAD + "TCP 10.0.1.7 10.0.2.9 8080 answered 3 51\n"
            })
    void whatNoAgentTellsIsRefused(String text) {
        assertThatThrownBy(() -> TrafficBatch.read(text.getBytes(US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
