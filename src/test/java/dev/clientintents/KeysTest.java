package dev.clientintents;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that write out how they are compared, compare all that they hold. */
class KeysTest {

    @Test
    void findsThem() {
        assertThat(writtenOut()).contains(ObjectKey.class, ServerId.class, WorkloadId.class, PortRange.Named.class);
    }

    @ParameterizedTest
    @MethodSource("writtenOut")
    void comparesEveryComponent(Class<?> record) {
        var verifier = EqualsVerifier.forClass(record);
        if (record == PortRange.Numbered.class) {
            // every pair of them is a range
            verifier = verifier.withPrefabValuesForField("first", 1, 2).withPrefabValuesForField("last", 3, 4);
        }
        verifier.verify();
    }

    /** What the compiler makes for a record calls nothing by itself. */
    static Stream<Class<?>> writtenOut() {
        List<JavaClass> classes = List.copyOf(new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.clientintents"));
        return classes.stream()
                .filter(JavaClass::isRecord)
                .filter(it -> !it.getMethod("hashCode").getMethodCallsFromSelf().isEmpty())
                .map(JavaClass::reflect);
    }
}
