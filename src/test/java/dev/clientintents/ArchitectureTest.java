package dev.clientintents;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may use what. The packages that decide are pure; only those that act know the client, the clock and files. */
@AnalyzeClasses(packages = "dev.clientintents", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Every package and what of ours it may use; {@code architecture.md} has the same table. */
    static final List<String> ARROWS = List.of(
            "api:",
            "model:",
            "identity: model",
            "consent: model",
            "graph: consent identity model",
            "observe: api consent graph identity model",
            "label: graph model",
            "rule: graph model",
            "transition: graph label model rule",
            "backend.networkpolicy: graph model observe rule transition",
            "backend.hostname: graph model",
            "status: api graph identity model rule",
            "reach: model reach.engine reach.explain reach.policy reach.policy.admin",
            "reach.policy: model reach",
            "reach.policy.admin: model reach reach.policy",
            "reach.engine: model reach reach.policy reach.policy.admin",
            "reach.explain: model reach reach.engine reach.policy reach.policy.admin",
            "finding: model",
            "exposure: graph model observe reach",
            "egress: exposure graph model observe reach",
            "effective: backend.hostname backend.networkpolicy egress exposure finding graph identity label model observe reach reach.policy.admin rule",
            "manifest: api consent effective egress exposure finding graph identity manifest.schema manifest.yaml model observe reach reach.policy reach.policy.admin",
            "manifest.yaml: model",
            "manifest.schema: manifest.yaml model reach",
            "check: api backend.networkpolicy consent effective exposure finding graph identity manifest model observe query reach reach.explain reach.policy reach.policy.admin rule status",
            "query: consent effective finding graph manifest model observe reach reach.explain",
            "map: api effective finding graph model observe reach reach.explain reach.policy.admin status",
            "doctor: backend.hostname egress exposure finding graph model",
            "doctor.cni: doctor model",
            "doctor.rights: backend.hostname doctor graph",
            "doctor.guard: doctor model",
            "doctor.drift: backend.networkpolicy doctor effective finding graph label manifest model rule",
            "learn.observe: api model",
            "learn.evidence: effective egress finding graph learn.observe model query reach",
            "learn.rollout: effective graph learn.evidence learn.observe model query reach reach.explain",
            "learn.flow: learn.observe model",
            "learn.resolve: effective egress exposure graph identity learn.observe model observe reach",
            "learn.node: learn.observe model",
            "learn.traffic: api graph learn.node learn.observe model reach",
            "learn.importing: api backend.networkpolicy effective finding graph identity manifest manifest.yaml model observe query reach reach.policy",
            "agent: learn.node learn.observe model",
            "learn.merging: manifest.yaml model",
            "learn.suggest: effective finding graph learn.merging learn.observe manifest manifest.yaml model observe query reach",
            "kube: model",
            "http:",
            "admission: http label",
            "certificate:",
            "certificate.serving: certificate kube model",
            "operator: api backend.hostname certificate egress exposure graph kube label learn.traffic model operator.http operator.watch operator.work operator.write reach status transition",
            "operator.watch: api backend.hostname backend.networkpolicy egress exposure graph identity kube learn.node learn.traffic model observe operator.work rule transition",
            "operator.work: admission api graph kube model status transition",
            "operator.write: api backend.hostname backend.networkpolicy graph kube label model operator.watch operator.work rule status transition",
            "operator.http: admission certificate certificate.serving graph http identity kube label learn.node model observe operator operator.watch operator.work",
            "cli: check cli.command cli.report effective finding learn.merging learn.suggest model query reach",
            "cli.command: agent backend.hostname check cli cli.git cli.live cli.option cli.report effective egress exposure finding graph learn.evidence learn.importing learn.observe learn.rollout learn.suggest manifest map model operator query reach reach.explain",
            "cli.option: backend.hostname cli cli.live effective egress exposure finding graph learn.flow learn.observe learn.resolve manifest model operator",
            "cli.report: api cli doctor effective finding graph learn.evidence learn.importing learn.merging learn.observe learn.rollout learn.suggest manifest map model observe query reach reach.explain reach.policy.admin",
            "cli.live: backend.hostname cli doctor doctor.cni doctor.drift doctor.guard doctor.rights effective egress exposure graph kube manifest model operator reach.policy.admin",
            "cli.git: cli");

    private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\|[^|]*\\|([^|]*)\\|");
    private static final String OURS = "dev.clientintents..";
    private static final String[] PURE = packages(
            "api",
            "model",
            "identity",
            "consent",
            "graph",
            "label",
            "rule",
            "transition",
            "backend",
            "status",
            "observe",
            "reach",
            "query",
            "check",
            "map",
            "doctor",
            "effective",
            "egress",
            "exposure",
            "finding",
            "learn");

    /** What decides; of what is learned from traffic all but what reads streams of it. */
    private static final DescribedPredicate<JavaClass> DECIDES = resideInAnyPackage(PURE)
            .and(DescribedPredicate.not(resideInAPackage("dev.clientintents.learn.flow")))
            .as("decides");

    @ArchTest
    static final ArchRule onlyTheOperatorAndTheCommandLineKnowTheClient = noClasses()
            .that(resideInAPackage(OURS)
                    .and(DescribedPredicate.not(
                            resideInAnyPackage(packages("operator", "cli", "api", "kube", "certificate.serving")))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule theApiKnowsOfTheClientOnlyWhatACustomResourceIs = noClasses()
            .that()
            .resideInAPackage("dev.clientintents.api..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..")
                    .and(DescribedPredicate.not(type(CustomResource.class))));

    @ArchTest
    static final ArchRule identitiesGraphAndLabelsKnowNoKubernetesObjects = noClasses()
            .that()
            .resideInAnyPackage(packages("model", "identity", "graph", "label"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule whatDecidesTouchesNoFilesNoNetworkAndNoThreads = noClasses()
            .that(DECIDES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..", "org.slf4j..");

    @ArchTest
    static final ArchRule whatDecidesReadsNoClockAndThrowsNoDice = noClasses()
            .that(DECIDES)
            .should()
            .callMethodWhere(target(name("now")).and(targetOwner(resideInAPackage("java.time.."))))
            .orShould()
            .callMethodWhere(
                    target(name("nanoTime").or(name("currentTimeMillis"))).and(targetOwner(type(System.class))))
            .orShould()
            .callConstructor(Date.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat(assignableTo(InstantSource.class).or(assignableTo(RandomGenerator.class)));

    @ArchTest
    static void packagesUseNoMoreThanTheTableSays(JavaClasses classes) {
        ARROWS.forEach(row -> {
            String name = row.substring(0, row.indexOf(':'));
            String[] uses = row.substring(row.indexOf(':') + 1).strip().split(" ");
            classes()
                    .that()
                    .resideInAPackage("dev.clientintents." + name)
                    .should()
                    .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage(OURS))
                            .or(resideInAPackage("dev.clientintents." + name))
                            .or(resideInAnyPackage(Stream.of(uses)
                                    .map(it -> "dev.clientintents." + it)
                                    .toArray(String[]::new))))
                    .check(classes);
        });
    }

    @ArchTest
    static void theTableNamesEveryPackage(JavaClasses classes) {
        Set<String> packages = classes.stream()
                .map(it -> it.getPackageName())
                .filter(it -> it.startsWith("dev.clientintents."))
                .map(it -> it.substring("dev.clientintents.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ARROWS.stream().map(row -> row.substring(0, row.indexOf(':'))))
                .containsExactlyInAnyOrderElementsOf(packages);
    }

    @ArchTest
    static void architectureMdHasTheSameTable(JavaClasses classes) throws IOException {
        List<String> documented = Files.readAllLines(Path.of("src/site/markdown/architecture.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> (row.group(1) + ": "
                                + row.group(2).replaceAll("[`,]", "").strip())
                        .strip())
                .toList();
        assertThat(documented).containsExactlyElementsOf(ARROWS);
    }

    @ArchTest
    static final ArchRule onlyTheServerKnowsItsLibrary = noClasses()
            .that(resideInAPackage(OURS).and(DescribedPredicate.not(resideInAPackage("dev.clientintents.http"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jetty..", "com.sun.net.httpserver..");

    @ArchTest
    static final ArchRule theServerKnowsNothingOfKubernetes = noClasses()
            .that()
            .resideInAPackage("dev.clientintents.http")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule onlyCertificatesKnowHowTheyAreMade = noClasses()
            .that(resideInAPackage(OURS).and(DescribedPredicate.not(resideInAnyPackage(packages("certificate")))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule theOperatorKnowsNoCommandLine = noClasses()
            .that()
            .resideInAPackage("dev.clientintents.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.clientintents.cli..", "picocli..");

    @ArchTest
    static final ArchRule noTasksDependOnEachOther =
            slices().matching("dev.clientintents.(*)..").should().beFreeOfCycles();

    private static String[] packages(String... names) {
        var packages = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            packages[i] = "dev.clientintents." + names[i] + "..";
        }
        return packages;
    }
}
