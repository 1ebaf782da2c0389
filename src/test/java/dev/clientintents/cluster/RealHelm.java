package dev.clientintents.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a released {@link Helm} as a parameter. Where its binary cannot be had, the class is skipped with
 * a line that says why; where the environment variable {@code CI} is set, it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealHelmExtension.class)
public @interface RealHelm {
    /** The major version, 3 or 4. */
    int value() default 3;
}
