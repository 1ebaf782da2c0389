package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are made from others. With {@code -Dgenerate=true} the tests that check them write them instead. */
final class Generated {

    private Generated() {}

    /** Fails where the file is not as it would be made. */
    static void check(Path file, String made) {
        try {
            if (Boolean.getBoolean("generate")) {
                Files.writeString(file, made);
            }
            assertThat(Files.exists(file) ? Files.readString(file) : "")
                    .as("%s is made from other files; run this test with -Dgenerate=true", file)
                    .isEqualTo(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
