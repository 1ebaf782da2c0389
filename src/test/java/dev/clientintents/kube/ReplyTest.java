package dev.clientintents.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {

    @ParameterizedTest
    @CsvSource({
        "400, true",
        "403, true",
        "404, true",
        "422, true",
        "408, false",
        "409, false",
        "429, false",
        "500, false",
        "504, false",
        "0, false",
        "200, false"
    })
    void onlyARefusalOfTheWriteItselfIsFinal(int code, boolean expected) {
        assertThat(Reply.isFinal(code)).isEqualTo(expected);
    }

    @Test
    void aRefusalIsThrownWithItsCodeAndReason() {
        Reply<String> reply = new Reply.Refused<>(403, "Forbidden", "no", "GET /api");

        assertThatThrownBy(reply::orElseThrow).isInstanceOfSatisfying(KubernetesClientException.class, e -> {
            assertThat(e.getCode()).isEqualTo(403);
            assertThat(e.getStatus().getReason()).isEqualTo("Forbidden");
            assertThat(FailureCause.message(e)).contains("GET /api: 403 no");
        });
    }

    @Test
    void noAnswerIsThrownWithoutACode() {
        Reply<String> reply = new Reply.NoAnswer<>("x does not answer", new IOException("reset"));

        assertThatThrownBy(reply::orElseThrow)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(-1))
                .hasMessage("x does not answer");
    }

    @Test
    void onlyAValueIsMapped() {
        assertThat(new Reply.Done<>(1).map(it -> it + 1)).isEqualTo(new Reply.Done<>(2));
        assertThat(new Reply.Refused<Integer>(404, "", "no", "GET /").map(it -> it + 1))
                .isEqualTo(new Reply.Refused<>(404, "", "no", "GET /"));
    }
}
