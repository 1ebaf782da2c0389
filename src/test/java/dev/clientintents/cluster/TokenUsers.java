package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Users with a random token each.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file">static token
 *     file</a>
 */
final class TokenUsers {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Set<String>> groups;
    private final Map<String, String> tokens = new TreeMap<>();

    TokenUsers(Map<String, Set<String>> groups) {
        this.groups = new TreeMap<>(groups);
        groups.keySet().forEach(user -> tokens.put(user, randomToken()));
    }

    /**
     * @throws IllegalArgumentException when there is no such user
     */
    String token(String user) {
        String token = tokens.get(user);
        if (token == null) {
            throw new IllegalArgumentException("there is no user '" + user + "', only " + tokens.keySet());
        }
        return token;
    }

    Path write(Path file) throws IOException {
        return Files.write(
                file,
                tokens.entrySet().stream()
                        .map(user -> "%s,%s,%s,\"%s\""
                                .formatted(
                                        user.getValue(),
                                        user.getKey(),
                                        user.getKey(),
                                        groups.getOrDefault(user.getKey(), Set.of()).stream()
                                                .sorted()
                                                .collect(Collectors.joining(","))))
                        .toList());
    }

    private static String randomToken() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
