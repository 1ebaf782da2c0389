package dev.clientintents.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsSettingTest {

    @Test
    void podsAndAddressesAreNamedWithTheirPortsAndOnesOfTheSameAddUp() {
        assertThat(Facts.lines(DnsSetting.parse(List.of(
                                "169.254.20.10/32:53",
                                " kube-system/k8s-app=kube-dns:53 ",
                                "",
                                "kube-system/k8s-app=kube-dns:8053",
                                "openshift-dns/dns.operator.openshift.io/daemonset-dns=default+tier=infra:5353",
                                "fd00::10/128:53",
                                "10.0.0.10:53"))
                        .orElseThrow()))
                .containsExactly(
                        "kube-system/{k8s-app=kube-dns} [UDP 53, UDP 8053, TCP 53, TCP 8053]",
                        "openshift-dns/{dns.operator.openshift.io/daemonset-dns=default,tier=infra} [UDP 5353, TCP 5353]",
                        "10.0.0.10/32 [UDP 53, TCP 53]",
                        "169.254.20.10/32 [UDP 53, TCP 53]",
                        "fd00::10/128 [UDP 53, TCP 53]");
    }

    @Test
    void nothingSaidIsNoSetting() {
        assertThat(DnsSetting.parse(List.of("", " "))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    kube-system/k8s-app=kube-dns    | it ends without a port
                    kube-system/k8s-app=kube-dns:0  | the port must be 1 to 65535
                    kube-system/a=b:70000           | the port must be 1 to 65535
                    k8s-app=kube-dns:53             | it begins with no name of a namespace
                    Kube/k8s-app=kube-dns:53        | it begins with no name of a namespace
                    kube-system/k8s-app=:53         | "k8s-app=" is not a label with its value
                    kube-system/a=b&c=d:53          | "a=b&c=d" is not a label with its value
                    kube-system/a=b+a=c:53          | it names the label a twice
                    kube-system:53                  | it names neither a label of pods nor a range of addresses
                    kube-system/kube-dns:53         | it names neither a label of pods nor a range of addresses
                    fd00::10:53                     | an IPv6 address needs its prefix length, as in fd00::10/128:53
                    0.0.0.0/0:53                    | a port that is open to every address is a way out for anything
                    ::/0:53                         | a port that is open to every address is a way out for anything
                    """)
    void whatIsNotValidSaysWhyAndWhatToWrite(String entry, String reason) {
        assertThatThrownBy(() -> DnsSetting.parse(List.of("10.0.0.10/32:53", entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--dns takes namespace/label=value:port or range:port as in"
                        + " kube-system/k8s-app=kube-dns:53 or 169.254.20.10/32:53, not " + entry + ": " + reason);
    }
}
