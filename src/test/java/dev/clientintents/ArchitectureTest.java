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

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What may use what. The packages that decide are pure; only those that act know the client, the clock and files. */
@AnalyzeClasses(packages = "dev.clientintents", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String OURS = "dev.clientintents..";
    private static final String[] PURE = packages(
            "api",
            "model",
            "identity",
            "graph",
            "label",
            "policy",
            "status",
            "observe",
            "reach",
            "query",
            "check",
            "map",
            "doctor");

    @ArchTest
    static final ArchRule onlyTheOperatorAndTheCommandLineKnowTheClient = noClasses()
            .that(resideInAPackage(OURS)
                    .and(DescribedPredicate.not(resideInAnyPackage(packages("operator", "cli", "api")))))
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
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..", "org.slf4j..");

    @ArchTest
    static final ArchRule whatDecidesReadsNoClockAndThrowsNoDice = noClasses()
            .that()
            .resideInAnyPackage(PURE)
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
    static final ArchRule theVocabularyDependsOnNothingOfOurs = onlyOurs("model");

    @ArchTest
    static final ArchRule theApiDependsOnNothingOfOurs = onlyOurs("api");

    @ArchTest
    static final ArchRule identityDependsOnTheVocabulary = onlyOurs("identity", "model");

    @ArchTest
    static final ArchRule theGraphDependsOnIdentities = onlyOurs("graph", "model", "identity");

    @ArchTest
    static final ArchRule labelsFollowFromTheGraph = onlyOurs("label", "model", "graph");

    @ArchTest
    static final ArchRule policiesFollowFromTheGraph = onlyOurs("policy", "model", "graph");

    @ArchTest
    static final ArchRule observingFeedsTheGraph = onlyOurs("observe", "api", "model", "identity", "graph");

    @ArchTest
    static final ArchRule statusesFollowFromTheGraph = onlyOurs("status", "api", "model", "identity", "graph", "label");

    @ArchTest
    static final ArchRule reachDependsOnTheVocabularyAlone = onlyOurs("reach", "model");

    @ArchTest
    static final ArchRule manifestsFeedTheSameCodeAsTheCluster =
            onlyOurs("manifest", "api", "model", "identity", "graph", "observe", "label", "policy", "reach");

    @ArchTest
    static final ArchRule checksFollowFromTheSnapshotAndItsOutcome =
            onlyOurs("check", "api", "model", "identity", "graph", "policy", "status", "manifest", "reach", "query");

    @ArchTest
    static final ArchRule theMapShowsDeclarationsBesideWhatReachSays =
            onlyOurs("map", "api", "model", "graph", "manifest", "reach", "status");

    @ArchTest
    static final ArchRule theDoctorComparesAClusterWithItsSnapshot =
            onlyOurs("doctor", "model", "graph", "label", "policy", "manifest");

    @ArchTest
    static final ArchRule questionsAreAskedOfTheSnapshotAndItsOutcome =
            onlyOurs("query", "model", "graph", "observe", "reach", "manifest");

    @ArchTest
    static final ArchRule theWebhookAsksWhoeverRunsItForLabels = onlyOurs("webhook", "model", "label");

    @ArchTest
    static final ArchRule certificatesDependOnNothingOfOurs = onlyOurs("certificate");

    @ArchTest
    static final ArchRule onlyTheWebhookKnowsItsServer = noClasses()
            .that(resideInAPackage(OURS).and(DescribedPredicate.not(resideInAnyPackage(packages("webhook")))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jetty..");

    @ArchTest
    static final ArchRule onlyCertificatesKnowHowTheyAreMade = noClasses()
            .that(resideInAPackage(OURS).and(DescribedPredicate.not(resideInAnyPackage(packages("certificate")))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule theOperatorKnowsNoManifests = noClasses()
            .that()
            .resideInAPackage("dev.clientintents.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages("manifest", "query", "check", "map", "doctor"));

    @ArchTest
    static final ArchRule theOperatorKnowsNoCommandLine = noClasses()
            .that()
            .resideInAPackage("dev.clientintents.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.clientintents.cli..", "picocli..");

    @ArchTest
    static final ArchRule noPackagesDependOnEachOther =
            slices().matching("dev.clientintents.(*)..").should().beFreeOfCycles();

    private static ArchRule onlyOurs(String name, String... uses) {
        return classes()
                .that()
                .resideInAPackage("dev.clientintents." + name + "..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage(OURS))
                        .or(resideInAPackage("dev.clientintents." + name + ".."))
                        .or(resideInAnyPackage(packages(uses))));
    }

    private static String[] packages(String... names) {
        var packages = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            packages[i] = "dev.clientintents." + names[i] + "..";
        }
        return packages;
    }
}
