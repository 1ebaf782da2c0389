package dev.clientintents.packet;

import dev.clientintents.cluster.Binaries;
import dev.clientintents.cluster.BinarySearch;
import dev.clientintents.cluster.ContinuousIntegration;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import dev.clientintents.cluster.PacketBinaries;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The JUnit side of {@link RealPackets}. */
final class RealPacketsExtension implements ExecutionCondition, BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RealPacketsExtension.class);

    private sealed interface Search {
        record Found(Binaries controlPlane, PacketBinaries packets) implements Search {}

        record Missing(String reason) implements Search {}
    }

    /** Closed by JUnit with the store that holds it. */
    private record Running(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) implements AutoCloseable {
        static Running start(Search.Found binaries) {
            ControlPlane controlPlane = ControlPlane.start(
                    binaries.controlPlane(), ControlPlaneOptions.defaults().withAuditLog(true));
            return new Running(
                    controlPlane,
                    new KubernetesClientBuilder()
                            .withConfig(controlPlane.config())
                            .build(),
                    PacketBed.start(controlPlane, binaries.packets()));
        }

        @Override
        public void close() {
            bed.close();
            client.close();
            controlPlane.close();
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (search(context) instanceof Search.Missing missing && !ContinuousIntegration.isRunning()) {
            return ConditionEvaluationResult.disabled("no real packets: " + missing.reason());
        }
        return ConditionEvaluationResult.enabled("pods can have real networks");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ControlPlane.class || type == KubernetesClient.class || type == PacketBed.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Running running = running(context);
        if (type == KubernetesClient.class) {
            return running.client();
        }
        return type == PacketBed.class ? running.bed() : running.controlPlane();
    }

    private static Running running(ExtensionContext context) {
        if (search(context) instanceof Search.Found found) {
            return shared(context).getOrComputeIfAbsent(Running.class, key -> Running.start(found), Running.class);
        }
        throw new IllegalStateException("CI is set, so these tests must run, but " + search(context));
    }

    private static Search search(ExtensionContext context) {
        return shared(context).getOrComputeIfAbsent(Search.class, key -> searchAndTell(), Search.class);
    }

    /** Surefire does not print why a class is skipped. */
    @SuppressWarnings("SystemOut")
    private static Search searchAndTell() {
        try {
            BinarySearch controlPlane = Binaries.find(System.err::println);
            if (controlPlane instanceof BinarySearch.Missing missing) {
                return new Search.Missing(missing.reason());
            }
            PacketBinaries packets = PacketBinaries.find(System.err::println);
            packets.checkKernel();
            return new Search.Found(((BinarySearch.Found) controlPlane).binaries(), packets);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " | ");
            System.err.println("Tests with real packets cannot run: " + reason);
            return new Search.Missing(reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for the binaries", e);
        }
    }

    private static Store shared(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }
}
