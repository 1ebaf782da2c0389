package dev.clientintents.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class against a real control plane with a {@link Kubelet}.
 *
 * <p>Parameters of type {@link ControlPlane}, {@link io.fabric8.kubernetes.client.KubernetesClient} (as admin),
 * {@link Kubelet} and {@link Binaries} are filled in. All test classes of a JVM share one control plane, which has an
 * audit log, so each of them works in namespaces of its own.
 *
 * <p>Where the binaries cannot be had, the class is skipped with a line that says why. Where the environment variable
 * {@code CI} is set, it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealClusterExtension.class)
public @interface RealCluster {
    /** Whether the class gets a control plane for itself, for example because it stops the API server. */
    boolean dedicated() default false;
}
