package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class InformerWarningsTest {

    private final LoggerContext context = new LoggerContext();
    private final Logger reflector = context.getLogger("io.fabric8.kubernetes.client.informers.impl.cache.Reflector");
    private final ListAppender<ILoggingEvent> raw = new ListAppender<>();
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final Logger ours = (Logger) LoggerFactory.getLogger(InformerWarnings.class);

    InformerWarningsTest() {
        context.addTurboFilter(new InformerWarnings());
        raw.start();
        told.start();
        reflector.addAppender(raw);
        ours.addAppender(told);
    }

    @AfterEach
    void detach() {
        ours.detachAppender(told);
    }

    @Test
    void eachKindIsToldOfOnceInOneLineHoweverOftenItFails() {
        for (int i = 0; i < 5; i++) {
            for (String kind : new String[] {"v1/pods", "v1/services"}) {
                reflector.warn("{} failed for {}, will retry", "watch", kind, new IllegalStateException("gone"));
            }
        }

        assertThat(raw.list).isEmpty();
        assertThat(told.list).hasSize(2).allSatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getThrowableProxy()).isNull();
            assertThat(event.getKeyValuePairs()).anyMatch(it -> "gone".equals(it.value));
        });
    }

    @Test
    void whatElseIsSaidIsSaid() {
        reflector.error("{} failed for {}, will stop", "watch", "v1/pods", new IllegalStateException("gone"));
        context.getLogger("other").warn("{} failed for {}, will retry", 1, 2, new IllegalStateException("gone"));

        assertThat(raw.list).hasSize(1);
        assertThat(told.list).isEmpty();
    }
}
