package dev.clientintents.kube;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how long the API server asks to be left alone. */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    /**
     * Returns the pause that a header asks for; zero where it names no number of seconds, which is all that an API
     * server sends.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">Retry-After</a>
     */
    static Duration parse(@Nullable String header) {
        if (header == null || !SECONDS.matcher(header.strip()).matches()) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(Long.parseLong(header.strip()));
    }
}
