package dev.clientintents.learn.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.Protocol;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T10:00:00Z, 2026-11-26T10:00:00Z",
        "2026-11-26T10:00:00.5Z, 2026-11-26T10:00:00.500Z",
        "2026-11-26T10:00:00.123456789Z, 2026-11-26T10:00:00.123456789Z",
        "2026-11-26T10:00:00.1234567891Z, 2026-11-26T10:00:00.123456789Z",
        "2026-11-26T10:00:00+02:00, 2026-11-26T08:00:00Z",
        "2026-11-26T10:00:00.1-0530, 2026-11-26T15:30:00.100Z",
        "2024-02-29T23:59:59z, 2024-02-29T23:59:59Z"
    })
    void timesAreRead(String text, Instant time) {
        assertThat(Texts.time(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-26",
                "2026-11-26T10:00:00",
                "2026-13-26T10:00:00Z",
                "2025-02-29T10:00:00Z",
                "2026-11-26T24:00:00Z",
                "2026-11-26T10:00:00X",
                "2026-11-26T10:00:00.Z!",
                "now, or some time ago"
            })
    void whatIsNoTimeIsNone(String text) {
        assertThat(Texts.time(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "::ffff:10.0.0.1, 10.0.0.1",
        "2001:0db8:0:0::0001, 2001:db8::1",
        "10.0.0.1/32,",
        "10.0.0,",
        "web,"
    })
    void addressesAreInTheirUsualForm(String text, String usual) {
        assertThat(Texts.address(text)).isEqualTo(usual);
    }

    @Test
    void numbersAndPortsAreRead() {
        assertThat(Texts.number("1234")).isEqualTo(1234);
        assertThat(Texts.number("-1")).isEqualTo(-1);
        assertThat(Texts.number("")).isEqualTo(-1);
        assertThat(Texts.number("99999999999999999999")).isEqualTo(-1);
        assertThat(Texts.port(65_535)).isEqualTo(65_535);
        assertThat(Texts.port(65_536)).isZero();
        assertThat(Texts.port(-1)).isZero();
    }

    @Test
    void protocolsAreThoseThatPoliciesCanName() {
        assertThat(Texts.protocol("tcp6")).isEqualTo(Protocol.TCP);
        assertThat(Texts.protocol("Udp")).isEqualTo(Protocol.UDP);
        assertThat(Texts.protocol("ICMPv4")).isNull();
        assertThat(Texts.protocol(null)).isNull();
    }
}
