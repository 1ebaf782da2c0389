package dev.clientintents.reach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3-10.1.2.3",
        "10.1.2.3/8, 10.0.0.0-10.255.255.255",
        "0.0.0.0/0, 0.0.0.0-255.255.255.255",
        "::, ::-::",
        "::/0, ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:DB8::1, 2001:db8::1-2001:db8::1",
        "2001:db8:0:1::/64, 2001:db8:0:1::-2001:db8:0:1:ffff:ffff:ffff:ffff",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3-1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7-1:0:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8-1:2:3:4:5:6:7:8",
        "::ffff:10.1.2.3, ::ffff:a01:203-::ffff:a01:203",
        "1::, 1::-1::",
        "fd00::7/127, fd00::6-fd00::7",
    })
    void addressesAndBlocksOfBothFamiliesAreRead(String text, String range) {
        assertThat(IpRange.parse(text)).map(IpRange::toString).contains(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web",
                "10.1.2",
                "10.1.2.256",
                "10.1.2.03",
                "10.0.0.0/33",
                "10.0.0.0/",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "g::",
                "::1%eth0",
                "::/129",
                "::/-1",
                "1.2.3.4::",
                "::1.2.3",
                "fd00:",
            })
    void anythingElseIsNone(String text) {
        assertThat(IpRange.parse(text)).isEmpty();
    }
}
