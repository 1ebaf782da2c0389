package dev.clientintents.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @CsvSource({
        "api.example.com, api.example.com",
        "API.Example.com., api.example.com",
        "*.example.com, *.example.com",
        "*.Example.com., *.example.com",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "7.example, 7.example"
    })
    void namesAreReadInOneSpelling(String text, String name) {
        assertThat(HostName.parse(text)).hasToString(name);
    }

    @Test
    void aDomainAndWhatIsBelowItAreTwo() {
        assertThat(HostName.parse("*.example.com")).isEqualTo(new HostName("example.com", true));
        assertThat(HostName.parse("example.com")).isEqualTo(new HostName("example.com", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "*.",
                "*..",
                "*.com",
                "com",
                "a..example.com",
                ".example.com",
                "example.com..",
                "**.example.com",
                "*api.example.com",
                "a.*.example.com",
                "-a.example.com",
                "a_b.example.com",
                "203.0.113.7",
                "[2001:db8::1]",
                "https://api.example.com",
                "api.example.com:443",
                "api.example.com/v1",
                "bücher.example",
                "\u212Aube.example",
                "api.example.com\n"
            })
    void whatIsNoNameOfHostsIsRefused(String text) {
        assertThatThrownBy(() -> HostName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a valid name of hosts; write one as api.example.com");
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        String longest = "a.".repeat(126) + "b";

        assertThat(HostName.parse(longest + ".").domain()).isEqualTo(longest);
        assertThatThrownBy(() -> HostName.parse("a" + longest)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HostName.parse("a".repeat(64) + ".example.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web.shop.svc.cluster.local", "*.Cluster.local.", "203-0-113-7.shop.pod.cluster.local"})
    void namesThatTheClusterAnswersItselfAreRefused(String text) {
        assertThatThrownBy(() -> HostName.parse(text)).hasMessageContaining("declare the workload or the Service");
    }
}
