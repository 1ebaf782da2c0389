package dev.clientintents.operator.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportedStatusesTest {

    private static final ClientIntentsStatus OURS = status(1);
    private static final ClientIntentsStatus THEIRS = status(2);

    private final ReportedStatuses<ClientIntentsStatus> reported = new ReportedStatuses<>();

    @Test
    void whatIsNewerAndDiffersIsForeign() {
        reported.note(object(5, OURS).getMetadata(), OURS);

        assertThat(reported.isForeign(object(6, THEIRS))).isTrue();
        assertThat(reported.isForeign(object(6, null))).isTrue();
        assertThat(reported.newest(object(6, THEIRS))).isEqualTo(THEIRS);
    }

    @Test
    void aNewVersionWithTheSameStatusIsNot() {
        reported.note(object(5, OURS).getMetadata(), OURS);

        assertThat(reported.isForeign(object(6, OURS))).isFalse();
    }

    @Test
    void anOlderStateThatTheWatchBringsLaterIsNot() {
        reported.note(object(5, OURS).getMetadata(), OURS);

        assertThat(reported.isForeign(object(4, THEIRS))).isFalse();
        assertThat(reported.newest(object(4, THEIRS))).isEqualTo(OURS);
    }

    @Test
    void whatTheApiServerMadeOfOurOwnWriteIsNotHoweverItLooks() {
        reported.note(object(5, OURS).getMetadata(), OURS);

        assertThat(reported.isForeign(object(5, THEIRS))).isFalse();
    }

    @Test
    void aWriteThatIsNotAnsweredYetCounts() {
        reported.note(object(5, OURS).getMetadata(), OURS);
        reported.note(object(4, OURS).getMetadata(), THEIRS);

        assertThat(reported.isForeign(object(6, THEIRS))).isFalse();
        assertThat(reported.newest(object(5, OURS))).isEqualTo(THEIRS);
    }

    @Test
    void ofAnObjectThatWasNotLookedAtYetNothingIs() {
        reported.note(object(5, OURS).getMetadata(), OURS);
        reported.forget(object(5, OURS).getMetadata());

        assertThat(reported.isForeign(object(6, THEIRS))).isFalse();
        assertThat(reported.newest(object(6, THEIRS))).isEqualTo(THEIRS);
    }

    private static ClientIntentsStatus status(int pods) {
        return new ClientIntentsStatus(1L, pods, List.of(), List.of());
    }

    private static ClientIntents object(int version, @Nullable ClientIntentsStatus status) {
        var object = new ClientIntents();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("web")
                .withUid("uid")
                .withResourceVersion(Integer.toString(version))
                .build());
        if (status != null) {
            object.setStatus(status);
        }
        return object;
    }
}
