package dev.clientintents.image;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A file of somebody else that goes into the image. Its checksum decides what it is; the addresses only say where to
 * look.
 *
 * @param sha256 in lower-case hexadecimal
 * @param addresses in the order in which to try them
 */
record PinnedFile(String name, String sha256, List<URI> addresses) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Returns it from the folder, into which it is fetched once.
     *
     * @throws IOException where no address has it; the message names the reason of each
     */
    Path in(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve(sha256 + "-" + name);
        if (Files.exists(file) && isGenuine(Files.readAllBytes(file))) {
            return file;
        }
        byte[] content = fetch();
        Path partial = Files.createTempFile(Files.createDirectories(folder), name, ".partial");
        Files.write(partial, content);
        return Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private byte[] fetch() throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        var reasons = new ArrayList<String>();
        for (URI address : addresses) {
            try {
                HttpResponse<byte[]> response = http.send(
                        HttpRequest.newBuilder(address).timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
                if (response.statusCode() == 200 && isGenuine(response.body())) {
                    return response.body();
                }
                reasons.add(address + " answers " + response.statusCode()
                        + (response.statusCode() == 200 ? " and another file" : ""));
            } catch (IOException e) {
                reasons.add(address + ": " + e);
            }
        }
        throw new IOException("nobody has " + name + " with the SHA-256 " + sha256 + ": " + String.join("; ", reasons));
    }

    private boolean isGenuine(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
                    .equals(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
