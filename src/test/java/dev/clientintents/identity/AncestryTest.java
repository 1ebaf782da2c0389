package dev.clientintents.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which owners count after a change. A chain is written as UIDs; behind a question mark or an exclamation mark is what
 * is missing or unreadable.
 */
class AncestryTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing changed,                                rs web,    rs web,     rs web",
        "the ReplicaSet is adopted by another,           rs web,    rs shop,    rs shop",
        "the Deployment was made again and adopts it,    rs web,    rs web2,    rs web2",
        "the ReplicaSet is orphaned,                     rs web,    rs,         rs web",
        "the pod is orphaned,                            rs web,    '',         rs web",
        "an orphaned pod is adopted,                     rs web,    rs2 shop,   rs2 shop",
        "an orphaned pod is adopted by a bare ReplicaSet, rs web,   rs2,        rs2",
        "the Deployment is gone,                         rs web,    rs ?web,    rs web ?web",
        "the ReplicaSet is gone,                         rs web,    ?rs,        rs web ?rs",
        "the owner is not readable for a while,          rs fleet,  rs !fleet,  rs fleet ?fleet",
        "another owner claims it that may not be read,   rs web,    rs !fleet,  rs web !fleet",
        "an owner appears that was missing,              rs ?fleet, rs fleet,   rs fleet",
        "an owner may be read that could not,            rs !fleet, rs fleet,   rs fleet",
        "an owner adopts what nothing owned,             rs,        rs web,     rs web",
        "the top is adopted in its turn,                 rs web,    rs web app, rs web app",
        "the top is let go by its owner,                 rs web app, rs web,    rs web app",
        "a forged owner is claimed,                      rs web,    rs ?ghost,  rs web ?ghost",
    })
    void aPodKeepsItsOwnersUntilAnotherControllerAdoptsIt(String what, String before, String found, String counts) {
        assertThat(chain(found).keeping(chain(before))).as(what).isEqualTo(chain(counts));
    }

    @Test
    void aNewPodHasWhatWasFound() {
        assertThat(chain("rs ?web").keeping(null)).isEqualTo(chain("rs ?web"));
    }

    @Test
    void whatIsKeptIsKeptThroughMoreThanOneLoss() {
        Ancestry before = chain("rs web");
        for (String found : List.of("rs ?web", "rs", "", "?rs", "!rs")) {
            before = chain(found).keeping(before);
            assertThat(before.owners()).isEqualTo(chain("rs web").owners());
            assertThat(before.unreadable()).isFalse();
        }
        assertThat(chain("rs shop").keeping(before)).isEqualTo(chain("rs shop"));
    }

    private static Ancestry chain(String text) {
        var owners = new ArrayList<OwnerReference>();
        @Nullable OwnerReference beyond = null;
        for (String uid : text.isBlank() ? new String[0] : text.split(" ")) {
            if (uid.startsWith("?") || uid.startsWith("!")) {
                beyond = reference(uid.substring(1));
            } else {
                owners.add(reference(uid));
            }
        }
        return new Ancestry(owners, beyond, text.contains("!"));
    }

    private static OwnerReference reference(String uid) {
        return new OwnerReference("apps/v1", "Kind", "name", uid);
    }
}
