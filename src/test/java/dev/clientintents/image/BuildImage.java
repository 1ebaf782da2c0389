package dev.clientintents.image;

import dev.clientintents.cluster.Folders;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code ./mvnw -Pimage}: builds {@code target/image.tar} and {@code target/image.digest} from
 * {@code target/client-intents.jar}.
 */
final class BuildImage {

    private static final Path TARGET = Path.of("target");

    private BuildImage() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        Jdk25 jdk = Jdk25.find(System.getenv())
                .orElseThrow(() -> new IllegalStateException("the image needs a JDK 25; name one in JAVA_HOME_25"));
        var image = new OperatorImage(Base.fetch(Architecture.current()), jdk, Source.here());
        Path work = TARGET.resolve("image");
        Folders.delete(work);
        Path tar = TARGET.resolve("image.tar");
        String digest = image.build(TARGET.resolve("client-intents.jar"), work, tar);
        Files.writeString(TARGET.resolve("image.digest"), digest + "\n");
        System.out.println(tar + " for linux/" + image.base().architecture().name() + ": " + OperatorImage.NAME + ":"
                + image.source().version() + "@" + digest);
    }
}
