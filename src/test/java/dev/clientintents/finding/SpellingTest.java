package dev.clientintents.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    @ParameterizedTest
    @CsvSource({
        "dbb, db",
        "shopp, shop",
        "clinet, client",
        "databse, database",
        "frontand, frontend",
        "front-ned, front-end",
        "frontend, front-end",
        "clients, client",
        "app.kubernetes.io/nmae, app.kubernetes.io/name",
    })
    void oneSlipIsAMisspelling(String wrong, String right) {
        assertThat(Spelling.misspelt(List.of("other", right), wrong)).contains(right);
    }

    @ParameterizedTest
    @CsvSource({
        "team-a, team-b",
        "web-1, web-2",
        "v1, v2",
        "shop2, shop",
        "dev, uat",
        "dev, def",
        "prod, dev",
        "db, web",
        "monitoring, monitor",
        "prometheus, prometheus-adapter",
        "shop-dev, shop-test",
        "web, web",
    })
    void whatIsMeantToDifferIsNone(String one, String other) {
        assertThat(Spelling.misspelt(List.of(other), one)).isEmpty();
        assertThat(Spelling.misspelt(List.of(one), other)).isEmpty();
    }
}
