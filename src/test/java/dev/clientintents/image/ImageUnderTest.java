package dev.clientintents.image;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.clientintents.cluster.ContinuousIntegration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The image that the tests build, and how they become root to unpack and run it.
 *
 * @param digest what its builder says that it is
 */
record ImageUnderTest(OperatorImage source, Path tar, String digest, List<String> elevation) {

    static final Path JAR = Path.of("target/client-intents.jar");

    /**
     * Builds it. Without a JDK 25 the test is skipped, with a line that says so. So it is where something else is
     * missing on this machine, except that it fails then where the environment variable {@code CI} is set.
     */
    static ImageUnderTest build(Path folder) throws IOException, InterruptedException {
        Optional<Jdk25> jdk = Jdk25.find(System.getenv());
        if (jdk.isEmpty()) {
            return skip("there is no JDK 25");
        }
        OperatorImage source;
        List<String> elevation;
        try {
            source = new OperatorImage(Base.fetch(Architecture.current()), jdk.get(), Source.here());
            elevation = Sandbox.becomeRoot();
        } catch (IOException | IllegalStateException e) {
            if (ContinuousIntegration.isRunning()) {
                throw new IllegalStateException("CI is set, so the image must be tested", e);
            }
            return skip(String.valueOf(e.getMessage()));
        }
        Path tar = folder.resolve("image.tar");
        return new ImageUnderTest(source, tar, source.build(JAR, folder.resolve("work"), tar), elevation);
    }

    @SuppressWarnings("SystemOut")
    private static ImageUnderTest skip(String reason) {
        System.err.println("The image cannot be tested: " + reason);
        return abort(reason);
    }
}
