package dev.clientintents.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What a pattern is held against is somebody else's and may be of any length: no pattern may take a stack or much time
 * for that.
 */
class PatternsTest {

    private static final int LENGTH = 20_000;
    private static final long SMALL_STACK = 256 * 1024;

    /** What the loops of patterns of names, numbers and addresses go round in. */
    private static final List<String> REPEATED = List.of(
            "a", "a.", "a-", "-", ".", "1", "1.", "0x1", "a/", "[a", "a:", ":", " ", "!a ", "a1", "A_", "{{a", "/apis");

    @Test
    void everyPatternMeetsLongTextsWithinASmallStackAndSoon() throws Exception {
        List<Field> fields = patterns();
        assertThat(fields).hasSizeGreaterThan(15);
        for (Field field : fields) {
            var pattern = (Pattern) field.get(null);
            for (String part : REPEATED) {
                String text = part.repeat(LENGTH / part.length());
                for (String candidate : List.of(text, text + "a", text + "\n", "a" + text + "?")) {
                    assertThatCode(() -> inASmallStack(() -> {
                                boolean whole = pattern.matcher(candidate).matches();
                                assertThat(whole && !pattern.matcher(candidate).find())
                                        .isFalse();
                            }))
                            .as("%s of %s, against '%s…'", field.getName(), field.getDeclaringClass(), part)
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @Test
    void patternsStandInConstantsWhereTheyAreFound() {
        ArchRuleDefinition.noClasses()
                .should()
                .callMethod(String.class, "matches", String.class)
                .orShould()
                .callMethod(String.class, "replaceAll", String.class, String.class)
                .orShould()
                .callMethod(String.class, "replaceFirst", String.class, String.class)
                .orShould()
                .callMethod(Pattern.class, "matches", String.class, CharSequence.class)
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.clientintents"));
    }

    private static List<Field> patterns() {
        var patterns = new ArrayList<Field>();
        for (var type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.clientintents")) {
            for (JavaField field : type.getFields()) {
                if (field.getRawType().isEquivalentTo(Pattern.class)
                        && Modifier.isStatic(field.reflect().getModifiers())) {
                    field.reflect().setAccessible(true);
                    patterns.add(field.reflect());
                }
            }
        }
        return patterns;
    }

    private static void inASmallStack(Runnable task) throws Throwable {
        var failure = new AtomicReference<Throwable>();
        var thread = new Thread(null, task, "small stack", SMALL_STACK);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((it, thrown) -> failure.set(thrown));
        thread.start();
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(thread.isAlive()).as("still at it after 20 s").isFalse();
        if (failure.get() != null) {
            throw failure.get();
        }
    }
}
