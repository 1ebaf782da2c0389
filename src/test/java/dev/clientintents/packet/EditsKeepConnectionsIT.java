package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.cluster.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An edit that leaves a connection declared never cuts it, and never opens what is declared neither before nor after:
 * connections are tried without a pause while declarations are edited. Holds for an operator that expands before it
 * contracts.
 */
@RealPackets
class EditsKeepConnectionsIT extends PacketScenario {
    private static final int CLIENTS = 8;
    private static final String ALL_PORTS = "{name: db}";
    private static final String ONE_PORT = "{name: db, ports: [{port: 8080}]}";
    private static final String TWO_PORTS = "{name: db, ports: [{port: 8080}, {port: 9090}]}";
    private static final String OF_A_KIND = "{name: db, kind: Deployment, ports: [{port: 8080}]}";
    private static final String SERVICE = "{name: db, kind: Service}";

    /** What a team does. */
    private interface Deed {
        void perform(EditsKeepConnectionsIT scenario);
    }

    /** A deed that leaves the port 8080 declared. */
    private record Step(String name, Deed deed) {}

    /**
     * @param name what is edited
     * @param before what is declared at first
     * @param steps each of which is settled before the next
     */
    private record Edit(String name, Deed before, List<Step> steps) {
        static Edit of(String name, Deed before, Step... steps) {
            return new Edit(name, before, List.of(steps));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    EditsKeepConnectionsIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    static Stream<Edit> edits() {
        return Stream.of(
                Edit.of(
                        "ports",
                        declaring(ALL_PORTS),
                        new Step("all ports -> [8080]", declaring(ONE_PORT)),
                        new Step("[8080] -> [8080, 9090]", declaring(TWO_PORTS)),
                        new Step("[8080, 9090] -> all ports", declaring(ALL_PORTS))),
                Edit.of(
                        "kind",
                        declaring(ONE_PORT),
                        new Step("left out -> Deployment", declaring(OF_A_KIND)),
                        new Step("Deployment -> left out", declaring(ONE_PORT))),
                Edit.of(
                        "name or Service of the same pods",
                        declaring(ALL_PORTS),
                        new Step("name -> Service", declaring(SERVICE)),
                        new Step("Service -> name", declaring(ALL_PORTS))),
                Edit.of(
                        "a client is renamed while a second object keeps the edge",
                        it -> {
                            it.declare("first", "web", ALL_PORTS);
                            it.declare("second", "web", ONE_PORT);
                        },
                        new Step("to another", it -> it.declare("first", "job", ALL_PORTS)),
                        new Step("and back", it -> it.declare("first", "web", ALL_PORTS))),
                Edit.of(
                        "two objects for one client take turns",
                        it -> it.declare("first", "web", ONE_PORT),
                        new Step("a second is created", it -> it.declare("second", "web", ALL_PORTS)),
                        new Step("the first is deleted", it -> it.withdraw("first")),
                        new Step("the first is created", it -> it.declare("first", "web", ONE_PORT)),
                        new Step("the second is deleted", it -> it.withdraw("second"))),
                Edit.of(
                        "two objects are swapped",
                        it -> it.declare("first", "web", ALL_PORTS),
                        new Step("twice at once", it -> {
                            it.declare("second", "web", ONE_PORT);
                            it.withdraw("first");
                            it.declare("third", "web", TWO_PORTS);
                            it.withdraw("second");
                        })));
    }

    private static Deed declaring(String server) {
        return it -> it.declare("web", "web", server);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("edits")
    void whatIsDeclaredBeforeAndAfterIsNeverRefusedAndWhatIsNeitherNeverAdmitted(Edit edit) {
        perform(edit, deployment(ns, "web", CLIENTS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("edits")
    void neitherIsWhatGoesOutWhereWaysOutAreClosed(Edit edit) {
        List<LivePod> clients = deployment(ns, "web", CLIENTS / 4);
        LivePod undeclared = deployment(other, "undeclared", 1).get(0);
        nameServer();
        closeWaysOut(ns, "declared");
        edit.before().perform(this);
        awaitVerdict(clients.get(0), undeclared, HTTP, Verdict.BLOCKED);
        Instant start = Instant.now();
        try (ContinuousProbe out = bed.watch(clients.get(0), undeclared, HTTP)) {
            perform(edit, clients);
            out.awaitRefused();
            out.assertNeverAdmitted(start);
        }
    }

    private void perform(Edit edit, List<LivePod> clients) {
        LivePod stranger = deployment("stranger");
        deployment("job");
        LivePod db = deployment("db");
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: db, namespace: %s}
                spec: {selector: {app: db}, ports: [{name: http, port: 8080}]}
                """.formatted(ns));
        edit.before().perform(this);
        awaitSettled(Set.of(ns));
        List<ContinuousProbe> declared = new ArrayList<>();
        ContinuousProbe undeclared = bed.watch(stranger, db, HTTP);
        SoftAssertions softly = new SoftAssertions();
        try {
            clients.forEach(web -> declared.add(bed.watch(web, db, HTTP)));
            declared.forEach(ContinuousProbe::awaitAdmitted);
            undeclared.awaitRefused();
            for (Step step : edit.steps()) {
                Instant start = Instant.now();
                step.deed().perform(this);
                awaitSettled(Set.of(ns));
                declared.forEach(ContinuousProbe::awaitAdmitted);
                undeclared.awaitRefused();
                softly.assertThatCode(() -> {
                            undeclared.assertNeverAdmitted(start);
                            declared.forEach(probe -> probe.assertNeverRefused(start));
                        })
                        .as(step.name())
                        .doesNotThrowAnyException();
            }
            assertThat(awaitAsReachSays(Set.of(ns))).isPositive();
        } finally {
            Stream.concat(Stream.of(undeclared), declared.stream()).forEach(ContinuousProbe::close);
        }
        softly.assertAll();
    }
}
