package dev.clientintents.packet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.learn.node.NodeTraffic;
import dev.clientintents.learn.node.TrafficBatch;
import dev.clientintents.learn.observe.ConntrackLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Reads the kernel's file of connections as an agent does; each of its lines has to be one that it knows. */
final class KernelConnections {
    private final Path file;
    private final NodeTraffic traffic = new NodeTraffic(NodeTraffic.DEFAULT);
    private final ConntrackLine line = new ConntrackLine();

    KernelConnections(Path file) {
        this.file = file;
    }

    /** @param seconds the time by a clock that only goes forward */
    void read(long seconds) throws IOException {
        traffic.begin(seconds, Set.of());
        for (String text : Files.readAllLines(file, US_ASCII)) {
            byte[] bytes = text.getBytes(US_ASCII);
            ConntrackLine.Kind kind = line.read(bytes);
            assertThat(kind).as(text).isNotEqualTo(ConntrackLine.Kind.MALFORMED);
            if (kind == ConntrackLine.Kind.CONNECTION) {
                traffic.see(line);
            }
        }
        traffic.end();
    }

    /** What there is to tell since the last time. */
    TrafficBatch tell(String node, long seconds) {
        TrafficBatch batch = traffic.batch(node, seconds);
        traffic.told();
        return batch;
    }
}
