package dev.clientintents.learn.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressBookTest {

    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final String ADDRESS = "10.0.1.7";

    private final AddressBook book = new AddressBook(
            pod -> Optional.of(new WorkloadId("shop", "Pod", pod.pod().name())));

    @Test
    void anAddressIsThatOfThePodThatHasIt() {
        book.putAll(null, List.of(pod("web", START.minusSeconds(900))), START);

        assertThat(holder(START.minusSeconds(60), START)).isEqualTo("web");
        assertThat(holder(START.plusSeconds(600), START.plusSeconds(660))).isEqualTo("web");
    }

    @Test
    void anAddressThatIsUsedAgainWithinAMinuteIsNobodys() {
        book.putAll(null, List.of(pod("web", START.minusSeconds(900))), START);
        book.remove(key("web"), START.plusSeconds(100));
        book.put(pod("db", START.plusSeconds(110)), START.plusSeconds(111));

        assertThat(holder(START.plusSeconds(80), START.plusSeconds(90))).isEqualTo("web");
        assertThat(holder(START.plusSeconds(90), START.plusSeconds(120)))
                .isEqualTo("its address belonged to several pods within a minute");
        assertThat(holder(START.plusSeconds(130), START.plusSeconds(140)))
                .isEqualTo("its address belonged to several pods within a minute");
        assertThat(holder(START.plusSeconds(170), START.plusSeconds(180))).isEqualTo("db");
    }

    @Test
    void theAddressOfAPodThatHasEndedIsFree() {
        book.putAll(null, List.of(pod("job", START.minusSeconds(900))), START);
        var ended = pod("job", START.minusSeconds(900));
        book.put(
                new PodAddresses(
                        ended.pod(),
                        ended.uid(),
                        Map.of(),
                        ended.addresses(),
                        "n",
                        Set.of(),
                        false,
                        true,
                        null,
                        Map.of()),
                START.plusSeconds(10));
        book.put(pod("web", START.plusSeconds(200)), START.plusSeconds(201));

        assertThat(holder(START.minusSeconds(20), START.minusSeconds(10))).isEqualTo("job");
        assertThat(holder(START.plusSeconds(120), START.plusSeconds(130)))
                .isEqualTo("the pod that had its address is gone");
        assertThat(holder(START.plusSeconds(280), START.plusSeconds(290))).isEqualTo("web");
    }

    @Test
    void aPodThatIsMadeAnewUnderItsNameIsAnotherPod() {
        book.putAll(null, List.of(pod("web-0", START.minusSeconds(900))), START);
        var anew = new PodAddresses(
                key("web-0"), "other", Map.of(), Set.of("10.0.1.8"), "n", Set.of(), false, false, START, Map.of());
        book.put(anew, START.plusSeconds(10));

        assertThat(holder(START.plusSeconds(100), START.plusSeconds(110)))
                .isEqualTo("the pod that had its address is gone");
        assertThat(book.size()).isEqualTo(1);
    }

    @Test
    void whatNobodyHasIsOutsideOnlyWhereThePodsWereKnownThen() {
        assertThat(holder(START, START)).isEqualTo("it was seen before the operator knew the pods");
        book.putAll(null, List.of(), START);

        assertThat(holder(START.minusSeconds(10), START.plusSeconds(10)))
                .isEqualTo("it was seen before the operator knew the pods");
        assertThat(holder(START.plusSeconds(10), START.plusSeconds(20))).isEqualTo("nobody");
    }

    @Test
    void theAddressesOfNodesAndOfPodsOnTheirNetworkAreThoseOfNodes() {
        var onHost = new PodAddresses(
                key("proxy"),
                "u",
                Map.of(),
                Set.of("192.0.2.9"),
                "n",
                Set.of("192.0.2.9"),
                true,
                false,
                START,
                Map.of());
        book.putAll(null, List.of(onHost), START);
        book.learnNode(Set.of("192.0.2.10"));

        assertThat(book.holder("192.0.2.9", START.plusSeconds(1), START.plusSeconds(2)))
                .isInstanceOf(Holder.OfNode.class);
        assertThat(book.holder("192.0.2.10", START.plusSeconds(1), START.plusSeconds(2)))
                .isInstanceOf(Holder.OfNode.class);
    }

    @Test
    void podsThatAListDoesNotHaveAreGoneInItsNamespaceOnly() {
        book.putAll("shop", List.of(pod("web", START.minusSeconds(900))), START);
        book.putAll("other", List.of(), START.plusSeconds(10));
        assertThat(holder(START.plusSeconds(20), START.plusSeconds(30))).isEqualTo("web");
        book.putAll("shop", List.of(), START.plusSeconds(40));

        assertThat(holder(START.plusSeconds(120), START.plusSeconds(130)))
                .isEqualTo("the pod that had its address is gone");
    }

    @Test
    void itForgetsWhoHadAnAddressAfterAWhile() {
        book.putAll(null, List.of(pod("web", START.minusSeconds(900))), START);
        book.remove(key("web"), START);
        book.forget(START.plusSeconds(10_000));

        assertThat(holder(START.plusSeconds(10_000), START.plusSeconds(10_010))).isEqualTo("nobody");
        assertThat(book.size()).isZero();
    }

    @Test
    void aPodWhoseNetworkIsMadeAnewHasItsNewAddressFromThenOn() {
        book.putAll(null, List.of(pod("web", START.minusSeconds(900))), START);
        PodAddresses before = pod("web", START.minusSeconds(900));
        book.put(
                new PodAddresses(
                        before.pod(),
                        before.uid(),
                        Map.of(),
                        Set.of("10.0.1.9"),
                        "n",
                        Set.of(),
                        false,
                        false,
                        before.started(),
                        Map.of()),
                START.plusSeconds(100));

        assertThat(holder(START.plusSeconds(10), START.plusSeconds(20))).isEqualTo("web");
        assertThat(holder(START.plusSeconds(200), START.plusSeconds(210)))
                .isEqualTo("the pod that had its address is gone");
        assertThat(book.holder("10.0.1.9", START.plusSeconds(200), START.plusSeconds(210)))
                .isInstanceOf(Holder.OfPod.class);
        assertThat(book.holder("10.0.1.9", START.plusSeconds(10), START.plusSeconds(20)))
                .isNotInstanceOf(Holder.OfPod.class);
    }

    @Test
    void whatIsToldLateIsNotTakenForOutside() {
        book.putAll(null, List.of(pod("web", START.minusSeconds(900))), START);
        book.remove(key("web"), START.plusSeconds(60));
        book.forget(START.plusSeconds(10_000));

        assertThat(holder(START.plusSeconds(10), START.plusSeconds(20)))
                .isEqualTo("it was told when it was not known any more whose the address was");
    }

    private String holder(Instant first, Instant last) {
        Holder holder = book.holder(ADDRESS, first, last);
        if (holder instanceof Holder.OfPod pod) {
            return workloadName(pod.workload());
        }
        return holder instanceof Holder.Unknown unknown
                ? unknown.why()
                : holder instanceof Holder.OfNode ? "a node" : "nobody";
    }

    private static String workloadName(@Nullable WorkloadId workload) {
        return workload == null ? "unresolved" : workload.name();
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("shop", name);
    }

    private static PodAddresses pod(String name, Instant started) {
        return new PodAddresses(
                key(name), "uid-" + name, Map.of(), Set.of(ADDRESS), "n", Set.of(), false, false, started, Map.of());
    }
}
