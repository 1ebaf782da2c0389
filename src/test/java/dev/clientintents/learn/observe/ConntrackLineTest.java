package dev.clientintents.learn.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConntrackLineTest {

    private static final String ADDRESSES = "src=10.0.1.7 dst=10.0.2.9 sport=41022 dport=8080 ";
    private static final String ANSWERS = "src=10.0.2.9 dst=10.0.1.7 sport=8080 dport=41022 ";

    private final ConntrackLine line = new ConntrackLine();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a Service, as the kernel's file tells   | ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.1.7 dst=10.96.0.10 sport=41022 dport=80 src=10.0.2.9 dst=10.0.1.7 sport=8080 dport=41022 [ASSURED] mark=0 zone=0 use=2 | TCP 10.0.1.7:41022 > 10.0.2.9:8080 called 10.96.0.10:80 answered 431999
            a Service, as the command tells         | tcp      6 431999 ESTABLISHED src=10.0.1.7 dst=10.96.0.10 sport=41022 dport=80 src=10.0.2.9 dst=10.0.1.7 sport=8080 dport=41022 [ASSURED] mark=0 use=1                     | TCP 10.0.1.7:41022 > 10.0.2.9:8080 called 10.96.0.10:80 answered 431999
            with counts of packets and bytes        | ipv4     2 tcp      6 119 TIME_WAIT src=10.0.1.7 dst=10.0.2.9 sport=41022 dport=8080 packets=6 bytes=400 src=10.0.2.9 dst=10.0.1.7 sport=8080 dport=41022 packets=5 bytes=990 [ASSURED] use=2 | TCP 10.0.1.7:41022 > 10.0.2.9:8080 called 10.0.2.9:8080 answered 119
            without an answer                       | ipv4     2 tcp      6 118 SYN_SENT src=10.0.1.7 dst=10.0.2.9 sport=41022 dport=8080 [UNREPLIED] src=10.0.2.9 dst=10.0.1.7 sport=8080 dport=41022 mark=0 use=2 | TCP 10.0.1.7:41022 > 10.0.2.9:8080 called 10.0.2.9:8080 unanswered 118
            a datagram                              | ipv4     2 udp      17 29 src=10.0.1.7 dst=10.96.0.10 sport=5353 dport=53 src=10.0.3.3 dst=10.0.1.7 sport=1053 dport=5353 mark=0 use=2 | UDP 10.0.1.7:5353 > 10.0.3.3:1053 called 10.96.0.10:53 answered 29
            SCTP                                    | ipv4     2 sctp     132 431990 ESTABLISHED src=10.0.1.7 dst=10.0.2.9 sport=1 dport=3868 src=10.0.2.9 dst=10.0.1.7 sport=3868 dport=1 [ASSURED] use=2 | SCTP 10.0.1.7:1 > 10.0.2.9:3868 called 10.0.2.9:3868 answered 431990
            IPv6, as the kernel's file tells        | ipv6     10 tcp      6 431999 ESTABLISHED src=2001:0db8:0000:0000:0000:0000:0000:0007 dst=2001:0db8:0000:0000:0000:0000:0000:0009 sport=41022 dport=443 src=2001:0db8:0000:0000:0000:0000:0000:0009 dst=2001:0db8:0000:0000:0000:0000:0000:0007 sport=443 dport=41022 [ASSURED] use=2 | TCP 2001:db8::7:41022 > 2001:db8::9:443 called 2001:db8::9:443 answered 431999
            IPv6, as the command tells              | udp      17 29 src=fd00:10::7 dst=fd00:96::a sport=5353 dport=53 src=fd00:10::3 dst=fd00:10::7 sport=53 dport=5353 use=1 | UDP fd00:10::7:5353 > fd00:10::3:53 called fd00:96::a:53 answered 29
            whose packets pass it by                | ipv4     2 tcp      6 src=10.0.1.7 dst=10.0.2.9 sport=41022 dport=8080 src=10.0.2.9 dst=10.0.1.7 sport=8080 dport=41022 [OFFLOAD] mark=0 use=2 | TCP 10.0.1.7:41022 > 10.0.2.9:8080 called 10.0.2.9:8080 answered -1
            of a zone                               | ipv4     2 tcp      6 9 CLOSE src=10.0.1.7 dst=10.0.2.9 sport=41022 dport=8080 zone-orig=3 src=10.0.2.9 dst=10.0.1.7 sport=8080 dport=41022 zone-reply=4 mark=0 secctx=x zone=2 delta-time=9 use=2 | TCP 10.0.1.7:41022 > 10.0.2.9:8080 called 10.0.2.9:8080 answered 9
            of a client whose address is rewritten  | ipv4     2 tcp      6 99 TIME_WAIT src=10.0.1.7 dst=203.0.113.9 sport=41022 dport=443 src=203.0.113.9 dst=192.0.2.1 sport=443 dport=61000 [ASSURED] use=2 | TCP 10.0.1.7:41022 > 203.0.113.9:443 called 203.0.113.9:443 answered 99
            """)
    void tellsWhoCalledWhom(String what, String text, String told) {
        assertThat(read(text)).isEqualTo(ConntrackLine.Kind.CONNECTION);
        assertThat(line.protocol() + " " + line.client() + ":" + line.clientPort() + " > " + line.server() + ":"
                        + line.serverPort() + " called " + line.called() + ":" + line.calledPort() + " "
                        + (line.answered() ? "answered " : "unanswered ") + line.secondsLeft())
                .isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ipv4     2 icmp     1 29 src=10.0.1.7 dst=10.0.2.9 type=8 code=0 id=7 src=10.0.2.9 dst=10.0.1.7 type=0 code=0 id=7 use=2",
                "ipv4     2 unknown  2 599 src=10.0.1.7 dst=224.0.0.22 [UNREPLIED] src=224.0.0.22 dst=10.0.1.7 use=2",
                "ipv4     2 gre      47 29 src=10.0.1.7 dst=10.0.2.9 srckey=0x0 dstkey=0x1 src=10.0.2.9 dst=10.0.1.7 srckey=0x1 dstkey=0x0 use=2"
            })
    void otherProtocolsAreNoConnections(String text) {
        assertThat(read(text)).isEqualTo(ConntrackLine.Kind.OTHER_PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "ipv4",
                "ipv4 2",
                "ipv4 2 tcp",
                "conntrack v1.4.8 (conntrack-tools): 12 flow entries have been shown.",
                "tcp 6 9 " + ADDRESSES,
                "tcp 6 9 " + ADDRESSES + "src=10.0.2.9 dst=10.0.1.7 ",
                "tcp 6 9 " + ADDRESSES + "src=10.0.2.9 dst=10.0.1.7 sport=70000 dport=1",
                "tcp 6 9 " + ADDRESSES + "src=10.0.2.9 dst=10.0.1.7 sport=-1 dport=1",
                "tcp 6 9 " + ADDRESSES + "src=10.0.2.9 dst=10.0.1.7 sport=99999999999999999999 dport=1",
                "tcp 6 9 " + ADDRESSES + "src=10.0.2.256 dst=10.0.1.7 sport=8080 dport=1",
                "tcp 6 9 " + ADDRESSES + "src=10.0.2 dst=10.0.1.7 sport=8080 dport=1",
                "tcp 6 9 " + ADDRESSES + "src=::: dst=10.0.1.7 sport=8080 dport=1",
                "tcp 6 9 " + ADDRESSES + ANSWERS + ANSWERS,
                "tcp 6 9 sport=1 " + ADDRESSES + ANSWERS
            })
    void whatIsNoEntryIsSaidToBeNone(String text) {
        assertThat(read(text)).isEqualTo(ConntrackLine.Kind.MALFORMED);
    }

    @Test
    void aLineTellsNothingOfTheLineBefore() {
        read("tcp 6 9 SYN_SENT " + ADDRESSES + "[UNREPLIED] " + ANSWERS);
        read("tcp 6 " + ADDRESSES + ANSWERS);

        assertThat(line.answered()).isTrue();
        assertThat(line.secondsLeft()).isEqualTo(-1);
    }

    @Test
    void aLineIsReadWhereItIsAmongOthers() {
        byte[] bytes = ("garbage\ntcp 6 9 X " + ADDRESSES + ANSWERS + "\ngarbage").getBytes(StandardCharsets.US_ASCII);

        assertThat(line.read(bytes, 8, bytes.length - 8)).isEqualTo(ConntrackLine.Kind.CONNECTION);
        assertThat(line.server()).hasToString("10.0.2.9");
    }

    @Test
    void connectionsHaveDifferentFingerprints() {
        Set<Long> fingerprints = new HashSet<>();
        int connections = 0;
        for (String protocol : new String[] {"tcp 6", "udp 17", "sctp 132"}) {
            for (int client = 1; client < 20; client++) {
                for (int port = 1; port < 500; port++) {
                    String addresses = "src=10.0.1." + client + " dst=10.96.0.1 sport=" + port + " dport=80 ";
                    assertThat(read(protocol + " 9 " + addresses + ANSWERS)).isEqualTo(ConntrackLine.Kind.CONNECTION);
                    fingerprints.add(line.fingerprint());
                    connections++;
                }
            }
        }
        assertThat(fingerprints).hasSize(connections);
    }

    @Test
    void aConnectionKeepsItsFingerprintWhateverBecomesOfIt() {
        read("tcp 6 118 SYN_SENT " + ADDRESSES + "[UNREPLIED] " + ANSWERS);
        long fingerprint = line.fingerprint();
        read("ipv4 2 tcp 6 431999 ESTABLISHED " + ADDRESSES + ANSWERS + "[ASSURED] use=1");

        assertThat(line.fingerprint()).isEqualTo(fingerprint);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "255.255.255.255, 255.255.255.255",
        "0.0.0.0, 0.0.0.0",
        "::, ::",
        "::1, ::1",
        "fe80::, fe80::",
        "2001:db8::9, 2001:db8::9",
        "2001:0db8:0000:0000:0001:0000:0000:0009, 2001:db8::1:0:0:9",
        "2001:db8:0:0:1:0:0:0, 2001:db8:0:0:1::",
        "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1::3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        "0:0:0:0:0:ffff:0a00:0001, 10.0.0.1",
        "ABCD::EF01, abcd::ef01",
    })
    void addressesAreWrittenAsKubernetesWritesThem(String text, String written) {
        var address = new AddressBits();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

        assertThat(address.read(bytes, 0, bytes.length)).isTrue();
        assertThat(address).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                "1..3.4",
                "01.2.3.4",
                "256.1.1.1",
                "1.2.3.x",
                ":",
                ":::",
                "1:",
                ":1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4::5:6:7:8",
                "12345::",
                "g::",
                "::1%eth0"
            })
    void otherTextsAreNoAddresses(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

        assertThat(new AddressBits().read(bytes, 0, bytes.length)).isFalse();
    }

    private ConntrackLine.Kind read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return line.read(bytes, 0, bytes.length);
    }
}
