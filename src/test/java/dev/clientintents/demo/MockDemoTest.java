package dev.clientintents.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class MockDemoTest {

    @Test
    void whoseServersSideDoesNotConsentIsNotAdmittedOnTheMockEither() throws InterruptedException {
        var printed = new ByteArrayOutputStream();

        try (var demo = new Demo(new Console(new PrintStream(printed, true, UTF_8)))) {
            demo.run(Arguments.parse(new String[] {"storefront", "--once", "--mock"}));
        }

        assertThat(printed.toString(UTF_8))
                .containsPattern("analytics/dashboards +orders/orders-db .* NotGranted")
                .containsPattern("analytics/reports +orders/orders-db .* Enforced")
                .containsPattern("store/storefront +orders/orders .* Enforced")
                .doesNotContainPattern("pod analytics/dashboards");
    }
}
