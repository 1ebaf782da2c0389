package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The JUnit side of {@link RealHelm}. */
final class RealHelmExtension implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RealHelmExtension.class);

    private sealed interface Search {
        record Found(Path binary) implements Search {}

        record Missing(String reason) implements Search {}
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (search(context) instanceof Search.Missing missing && !ContinuousIntegration.isRunning()) {
            return ConditionEvaluationResult.disabled("no helm: " + missing.reason());
        }
        return ConditionEvaluationResult.enabled("helm is there");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Helm.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (search(context) instanceof Search.Found found) {
            return new Helm(found.binary());
        }
        throw new IllegalStateException("CI is set, so these tests must run, but " + search(context));
    }

    private static Search search(ExtensionContext context) {
        Tool tool = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), RealHelm.class)
                        .map(RealHelm::value)
                        .filter(version -> version == 4)
                        .isPresent()
                ? Tool.HELM_4
                : Tool.HELM;
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(tool, RealHelmExtension::searchAndTell, Search.class);
    }

    /** Surefire does not print why a class is skipped. */
    @SuppressWarnings("SystemOut")
    private static Search searchAndTell(Tool tool) {
        try {
            return new Search.Found(Binaries.finder().find(tool, new Progress(System.err::println)));
        } catch (IOException e) {
            String reason = Failures.describe(e).strip().replaceAll("\\s*\\R\\s*", " | ");
            System.err.println("Tests with helm cannot run: " + reason);
            return new Search.Missing(reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for helm", e);
        }
    }
}
