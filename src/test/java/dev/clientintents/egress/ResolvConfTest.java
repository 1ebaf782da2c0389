package dev.clientintents.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.reach.IpRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvConfTest {

    @Test
    void nameServersAreReadInTheirOrder() {
        assertThat(blocks("""
                        search shop.svc.cluster.local svc.cluster.local
                        nameserver fd00:10::a
                        nameserver\t10.96.0.10  # the cluster's
                        nameserver 10.96.0.10
                        options ndots:5
                        """)).containsExactly("fd00:10::a/128", "10.96.0.10/32");
    }

    @Test
    void anInterfaceIsNoPartOfAnAddress() {
        assertThat(blocks("nameserver fe80::1%eth0\r\n")).containsExactly("fe80::1/128");
    }

    @Test
    void whatIsNoNameServerOfTheClusterIsLeftOut() {
        assertThat(blocks("""
                        # nameserver 10.0.0.1
                        ; nameserver 10.0.0.1
                         nameserver 10.0.0.1
                        nameservers 10.0.0.1
                        nameserver
                        nameserver\s
                        nameserver 127.0.0.53
                        nameserver ::1
                        nameserver 0.0.0.0
                        nameserver 10.0.0.0/8
                        nameserver 10.0.0
                        """)).isEmpty();
    }

    private static List<String> blocks(String text) {
        return ResolvConf.nameServers(text).stream()
                .map(IpRange::blocks)
                .flatMap(List::stream)
                .toList();
    }
}
