package dev.clientintents.check;

import dev.clientintents.model.Protocol;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import java.util.List;

/**
 * An address at which a cloud tells each pod that asks what only its node should know, its credentials among it.
 *
 * @param text the address
 * @param ports the ports on which it is asked, of TCP
 */
record MetadataAddress(String text, List<Integer> ports) {

    private static final List<Integer> HTTP = List.of(80);

    /** Those of AWS, Google Cloud, Azure, OpenStack and most others, those of IPv6, Azure's WireServer, Alibaba Cloud's. */
    private static final List<MetadataAddress> KNOWN = List.of(
            new MetadataAddress("169.254.169.254", HTTP),
            new MetadataAddress("fd00:ec2::254", HTTP),
            new MetadataAddress("fd20:ce::254", HTTP),
            new MetadataAddress("168.63.129.16", List.of(80, 32526)),
            new MetadataAddress("100.100.100.200", HTTP));

    MetadataAddress {
        ports = List.copyOf(ports);
    }

    /** Returns the addresses of a range that are asked on some of these ports. */
    static List<MetadataAddress> within(IpRange range, PortSet declared) {
        return KNOWN.stream()
                .filter(it -> range.contains(it.address()))
                .filter(it -> it.ports.stream().anyMatch(port -> declared.contains(Protocol.TCP, port)))
                .toList();
    }

    IpRange address() {
        return IpRange.parse(text).orElseThrow();
    }

    /** Returns the address as a block, {@code 169.254.169.254/32}. */
    String block() {
        return address().blocks().get(0);
    }
}
