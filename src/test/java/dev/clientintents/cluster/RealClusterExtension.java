package dev.clientintents.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The JUnit side of {@link RealCluster}. */
final class RealClusterExtension implements ExecutionCondition, BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RealClusterExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return condition(search(context), System.getenv());
    }

    /** Where {@code CI} is set the class runs even without binaries, and then fails with {@link #found}. */
    static ConditionEvaluationResult condition(BinarySearch search, Map<String, String> environment) {
        if (search instanceof BinarySearch.Missing missing && !ContinuousIntegration.isRunning(environment)) {
            return ConditionEvaluationResult.disabled("no real control plane: " + missing.reason());
        }
        return ConditionEvaluationResult.enabled("the binaries of a control plane are there");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ControlPlane.class
                || type == KubernetesClient.class
                || type == Kubelet.class
                || type == Binaries.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Binaries.class) {
            return binaries(context);
        }
        RunningCluster cluster = cluster(context);
        if (type == KubernetesClient.class) {
            return cluster.client();
        }
        return type == Kubelet.class ? cluster.kubelet() : cluster.controlPlane();
    }

    /**
     * A class has its own store, the root store is shared by all; what is in either is closed with it. A store answers
     * what its parents hold, too, so a class keeps its own cluster under a key of its own.
     */
    private static RunningCluster cluster(ExtensionContext context) {
        boolean dedicated = isDedicated(context);
        Store store = dedicated ? classContext(context).getStore(NAMESPACE) : shared(context);
        return store.getOrComputeIfAbsent(
                dedicated ? context.getRequiredTestClass() : RunningCluster.class,
                key -> RunningCluster.start(binaries(context)),
                RunningCluster.class);
    }

    private static Binaries binaries(ExtensionContext context) {
        return found(search(context));
    }

    /** @throws IllegalStateException where there are none */
    static Binaries found(BinarySearch search) {
        if (search instanceof BinarySearch.Found found) {
            return found.binaries();
        }
        throw new IllegalStateException("CI is set, so these tests must run, but " + search);
    }

    private static BinarySearch search(ExtensionContext context) {
        return shared(context).getOrComputeIfAbsent(BinarySearch.class, key -> searchAndTell(), BinarySearch.class);
    }

    /** Surefire does not print why a class is skipped. */
    @SuppressWarnings("SystemOut")
    private static BinarySearch searchAndTell() {
        try {
            BinarySearch search = Binaries.find(System.err::println);
            if (search instanceof BinarySearch.Missing missing) {
                System.err.println("Tests on a real control plane cannot run: " + missing.reason());
            }
            return search;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for the binaries", e);
        }
    }

    private static boolean isDedicated(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), RealCluster.class)
                .map(RealCluster::dedicated)
                .orElse(false);
    }

    private static ExtensionContext classContext(ExtensionContext context) {
        return context.getTestMethod().isPresent() ? context.getParent().orElseThrow() : context;
    }

    private static Store shared(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }
}
