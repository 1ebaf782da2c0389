package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

class ResourceVersionsTest {

    private final ResourceVersions versions = new ResourceVersions();

    @Test
    void olderAndEqualVersionsOfAnObjectDoNotCount() {
        assertThat(versions.advance(object("uid", "9"))).isTrue();
        assertThat(versions.advance(object("uid", "10"))).isTrue();
        assertThat(versions.advance(object("uid", "9"))).isFalse();
        assertThat(versions.advance(object("uid", "10"))).isFalse();
    }

    @Test
    void anObjectOfTheSameNameBeforeDoesNotComeBack() {
        versions.advance(object("first", "10"));
        versions.forget(object("first", "11"));
        assertThat(versions.advance(object("second", "12"))).isTrue();

        assertThat(versions.advance(object("first", "10"))).isFalse();
        assertThat(versions.knows(object("second", "1"))).isTrue();
    }

    @Test
    void anotherObjectOfTheNameThatIsNewerCounts() {
        versions.advance(object("uid", "10"));

        assertThat(versions.knows(object("uid", "1"))).isTrue();
        assertThat(versions.advance(object("next", "12"))).isTrue();
        assertThat(versions.knows(object("uid", "10"))).isFalse();
    }

    @Test
    void ofVersionsThatAreNoNumbersTheLaterToArriveCounts() {
        versions.advance(object("uid", "x"));

        assertThat(versions.advance(object("uid", "x"))).isFalse();
        assertThat(versions.advance(object("uid", "a"))).isTrue();
    }

    @Test
    void anAnswerThatIsLateDoesNotBringBackWhatIsGone() {
        versions.advance(object("uid", "10"));
        versions.forget(object("uid", "12"));

        assertThat(versions.knows(object("uid", "10"))).isFalse();
        assertThat(versions.advance(object("uid", "11"))).isFalse();
        assertThat(versions.size()).isZero();
    }

    @Test
    void whatIsGoneIsRememberedForAWhileOnly() {
        versions.forget(object("uid", "10"));
        for (int i = 0; i < 10_000; i++) {
            versions.forget(new ObjectMetaBuilder()
                    .withNamespace("shop")
                    .withName("other-" + i)
                    .withUid("uid")
                    .withResourceVersion("10")
                    .build());
        }

        assertThat(versions.advance(object("uid", "1"))).isTrue();
    }

    private static ObjectMeta object(String uid, String version) {
        return new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("a")
                .withUid(uid)
                .withResourceVersion(version)
                .build();
    }
}
