package dev.clientintents.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PortSetTest {

    private final SplittableRandom random = new SplittableRandom(20_261_121L);

    @Test
    void saysAllConnectionsOnlyOfEveryPortOfEveryProtocol() {
        PortSet most = PortSet.of(Protocol.TCP).union(PortSet.of(Protocol.UDP));

        assertThat(most).hasToString("TCP 1-65535,UDP 1-65535");
        assertThat(most.union(PortSet.of(Protocol.SCTP)))
                .hasToString("All Connections")
                .isEqualTo(PortSet.ALL);
        assertThat(most.minus(most)).hasToString("No Connections").isEqualTo(PortSet.NONE);
    }

    @Test
    void writesPortsAndRangesByProtocol() {
        PortSet ports = tcp(443, 443)
                .union(PortSet.of(PortRange.Numbered.of(Protocol.UDP, 53)))
                .union(tcp(80, 80))
                .union(tcp(8000, 8005))
                .union(tcp(8006, 8010));

        assertThat(ports).hasToString("TCP 80,443,8000-8010,UDP 53");
        assertThat(ports.ranges()).hasSize(4);
    }

    @Test
    void doesWithIntervalsWhatABitSetDoesWithBits() {
        for (int i = 0; i < 20_000; i++) {
            var oneBits = new BitSet();
            var otherBits = new BitSet();
            PortSet one = some(oneBits);
            PortSet other = some(otherBits);

            assertThat(one.union(other)).as("%s or %s", one, other).isEqualTo(set(or(oneBits, otherBits)));
            assertThat(one.intersect(other)).as("%s and %s", one, other).isEqualTo(set(and(oneBits, otherBits)));
            assertThat(one.minus(other)).as("%s minus %s", one, other).isEqualTo(set(minus(oneBits, otherBits)));
            assertThat(one.containsAll(other))
                    .isEqualTo(minus(otherBits, oneBits).isEmpty());
        }
    }

    private PortSet some(BitSet bits) {
        PortSet ports = PortSet.NONE;
        for (int i = random.nextInt(4); i > 0; i--) {
            int first = random.nextInt(1, 20);
            int last = Math.min(20, first + random.nextInt(4));
            bits.set(first, last + 1);
            ports = ports.union(tcp(first, last));
        }
        return ports;
    }

    private static BitSet or(BitSet one, BitSet other) {
        BitSet result = (BitSet) one.clone();
        result.or(other);
        return result;
    }

    private static BitSet and(BitSet one, BitSet other) {
        BitSet result = (BitSet) one.clone();
        result.and(other);
        return result;
    }

    private static BitSet minus(BitSet one, BitSet other) {
        BitSet result = (BitSet) one.clone();
        result.andNot(other);
        return result;
    }

    private static PortSet set(BitSet bits) {
        PortSet ports = PortSet.NONE;
        for (int port = bits.nextSetBit(0); port >= 0; port = bits.nextSetBit(port + 1)) {
            ports = ports.union(tcp(port, port));
        }
        return ports;
    }

    private static PortSet tcp(int first, int last) {
        return PortSet.of(new PortRange.Numbered(Protocol.TCP, first, last));
    }
}
