package dev.clientintents.learn.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CART_ADDR    | cart:8080                                      | cart:8080
            CART_HOST    | cart                                           | cart
            cartHost     | cart                                           | cart
            cart.host    | cart.shop                                      | cart.shop
            CART_HOST_2  | cart                                           | cart
            SERVERS      | a:1, b:2 c                                     | a:1 b:2 c
            CART_SERVICE | cart                                           | cart
            X            | http://cart                                    | http://cart
            X            | http://cart:8080/path?q=http://other           | http://cart:8080 http://other
            X            | see http://cart.shop.svc.cluster.local./x      | http://cart.shop.svc.cluster.local
            X            | redis://user:p@ss:w0rd@redis:6379/0            | redis://redis:6379
            X            | mongodb://a:1,b:2/db?x=y                       | mongodb://a:1 mongodb://b:2
            X            | http://a:1,http://b:2                          | http://a:1 http://b:2
            X            | jdbc:postgresql://db:5432/x                    | postgresql://db:5432
            X            | jdbc:oracle:thin:@//db:1521/x                  | db:1521
            X            | user:secret@tcp(db:3306)/shop                  | db:3306
            X            | host=db port=5432 user=x                       | db:5432
            X            | Server=db;Port=1433;Database=x                 | db:1433
            X            | cart.shop.svc                                  | cart.shop.svc
            X            | --redis-host=redis                             | redis
            X            | psql -h db -p 5432 shop                        | db:5432
            X            | psql --host db --port 5432                     | db:5432
            X            | {"db": {"url": "db:5432"}}                     | db:5432
            X            | HTTP://Cart:8080                               | http://cart:8080
            # words that are none
            CACHE_BACKEND | redis                                         | ``
            OTEL_SERVICE_NAME | cart                                      | ``
            SERVICE_ACCOUNT   | cart                                      | ``
            TITLE        | cart                                           | ``
            CART_HOST    | the cart                                       | the cart
            X            | the cart, and http: orders                     | ``
            X            | 12:30:59                                       | ``
            X            | cache.backend=redis                            | ``
            X            | host: db/x                                     | ``
            CART_URL     | /cart                                          | ``
            """)
    void namesOfHostsAreFound(String name, String value, String expected) {
        assertThat(text(Mentions.ofValue(name, value, Map.of()))).isEqualTo(expected);
    }

    @Test
    void aPortInAVariableOfItsOwnBelongsToTheHost() {
        assertThat(text(Mentions.ofValue("DB_HOST", "db", Map.of("DB_PORT", "5432"))))
                .isEqualTo("db:5432");
        assertThat(text(Mentions.ofValue("dbHost", "db", Map.of("dbPort", "5432"))))
                .isEqualTo("db:5432");
        assertThat(text(Mentions.ofValue("-h", "db", Map.of("-p", "5432")))).isEqualTo("db:5432");
        assertThat(text(Mentions.ofValue("DB_HOST", "db", Map.of("PORT", "8080"))))
                .isEqualTo("db");
    }

    @Test
    void filesHaveCommentsAndKeys() {
        assertThat(text(Mentions.ofFile("""
                # host: gone
                  // url=http://gone
                orders.host=orders
                orders.port=9090
                host: |
                  cart
                proxy_pass http://search:8080;
                """))).isEqualTo("http://search:8080 orders:9090");
    }

    @Test
    @Timeout(20)
    void longTextsTakeNoMoreTimeThanTheirLength() {
        for (String part : List.of(
                "a",
                "a.",
                "a:",
                "http://",
                "host=",
                "-h ",
                "a-",
                "=",
                "svc.",
                ",",
                "1:",
                "a@",
                "host=a\n",
                "-h a ",
                "a:1 ")) {
            String text = part.repeat(1_000_000 / part.length());
            assertThat(Mentions.ofFile(text).size()).as(part).isLessThan(1_000_001);
        }
    }

    private static String text(List<Mention> mentions) {
        return mentions.stream()
                .map(it -> (it.scheme() == null ? "" : it.scheme() + "://")
                        + it.host()
                        + (it.port() == 0 ? "" : ":" + it.port()))
                .distinct()
                .collect(Collectors.joining(" "));
    }
}
