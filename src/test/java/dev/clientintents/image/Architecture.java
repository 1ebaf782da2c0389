package dev.clientintents.image;

import java.nio.file.Path;

/**
 * What an image is built for, which is always what it is built on: the runtime and the archive of classes cannot be
 * made elsewhere.
 *
 * @param name as images have it
 * @param libraries the folder where Debian keeps shared libraries
 * @param loader what starts every dynamically linked program, at the one path that is compiled into them
 */
record Architecture(String name, Path libraries, Path loader) {

    private static final Architecture AMD64 =
            new Architecture("amd64", Path.of("usr/lib/x86_64-linux-gnu"), Path.of("lib64/ld-linux-x86-64.so.2"));
    private static final Architecture ARM64 =
            new Architecture("arm64", Path.of("usr/lib/aarch64-linux-gnu"), Path.of("lib/ld-linux-aarch64.so.1"));

    /** @throws IllegalStateException where there is no image for this machine */
    static Architecture current() {
        String name = System.getProperty("os.arch");
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new IllegalStateException("an image is built on Linux only");
        }
        return switch (name) {
            case "amd64" -> AMD64;
            case "aarch64" -> ARM64;
            default -> throw new IllegalStateException("there is no image for " + name);
        };
    }
}
