package dev.clientintents.image;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.clientintents.cluster.ContinuousIntegration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The image that the tests build, and how they become root to unpack and run it.
 *
 * @param digest what its builder says that it is
 */
record ImageUnderTest(OperatorImage source, Path tar, String digest, List<String> elevation) {

    static final Path JAR = Path.of("target/client-intents.jar");

    /**
     * Builds it. Where that cannot be done on this machine, the test is skipped with a line that says why; where the environment
     * variable {@code CI} is set, it fails instead.
     */
    static ImageUnderTest build(Path folder) throws IOException, InterruptedException {
        OperatorImage source;
        List<String> elevation;
        try {
            Architecture architecture = Architecture.current();
            Jdk25 jdk = Jdk25.find(System.getenv()).orElseThrow(() -> new IllegalStateException("there is no JDK 25"));
            elevation = Sandbox.becomeRoot();
            source = new OperatorImage(Base.fetch(architecture), jdk, Source.here());
        } catch (IOException | IllegalStateException e) {
            return skip(e);
        }
        Path tar = folder.resolve("image.tar");
        return new ImageUnderTest(source, tar, source.build(JAR, folder.resolve("work"), tar), elevation);
    }

    @SuppressWarnings("SystemOut")
    private static ImageUnderTest skip(Exception reason) {
        if (ContinuousIntegration.isRunning()) {
            throw new IllegalStateException("CI is set, so the image must be tested", reason);
        }
        System.err.println("The image cannot be tested: " + reason.getMessage());
        return abort(reason.getMessage());
    }
}
