package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** A place from which a missing binary can be had. */
interface BinarySource {
    /**
     * Returns an executable file in {@code folder}, which is empty before, and deleted after the file has been taken
     * out.
     *
     * @throws IOException when it cannot be had here; the message is a half-sentence that says why
     */
    Path fetch(Tool tool, Path folder, Progress progress) throws IOException, InterruptedException;
}
