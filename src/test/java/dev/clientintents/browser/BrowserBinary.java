package dev.clientintents.browser;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The executable of a Chromium and the folders of libraries that came with it: that of {@code $CHROME_BIN}, else one on
 * the {@code PATH}, else Debian's, fetched by {@code fetch-chromium} into the cache folder of the user once, which
 * needs no root.
 */
record BrowserBinary(Path executable, List<Path> libraries) {

    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Path FETCH = Path.of("src/test/resources/browser/fetch-chromium");
    private static final int MINUTES = 5;

    /** @throws IOException where there is none, and none can be had; the message says why */
    static BrowserBinary find(Map<String, String> environment) throws IOException, InterruptedException {
        String named = environment.getOrDefault("CHROME_BIN", "");
        if (!named.isBlank()) {
            return new BrowserBinary(Path.of(named), List.of());
        }
        Optional<Path> installed = Stream.of(
                        environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if (installed.isPresent()) {
            return new BrowserBinary(installed.get(), List.of());
        }
        return fetched(cache(environment).resolve("chromium"));
    }

    private static Path cache(Map<String, String> environment) {
        String own = environment.getOrDefault("CLIENT_INTENTS_CACHE", "");
        if (!own.isBlank()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (shared.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(shared))
                .resolve("client-intents");
    }

    private static BrowserBinary fetched(Path folder) throws IOException, InterruptedException {
        Path executable = folder.resolve("usr/lib/chromium/chromium-headless-shell");
        if (!Files.isExecutable(executable)) {
            Path log = Files.createTempFile("fetch-chromium", ".log");
            Process process = new ProcessBuilder("sh", FETCH.toString(), folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroy();
            String said = Files.readString(log).strip().replaceAll("\\s*\\R\\s*", " | ");
            Files.delete(log);
            if (!ended || process.exitValue() != 0 || !Files.isExecutable(executable)) {
                throw new IOException("no Chromium on the PATH, and none can be fetched: " + said);
            }
        }
        return new BrowserBinary(executable, libraries(folder.resolve("usr/lib")));
    }

    private static List<Path> libraries(Path root) throws IOException {
        var folders = new ArrayList<Path>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.getFileName().toString().contains(".so"))
                    .map(Path::getParent)
                    .distinct()
                    .sorted()
                    .forEach(folders::add);
        }
        return folders;
    }
}
