package dev.clientintents.rule;

import dev.clientintents.model.HostName;
import dev.clientintents.model.ServerId;
import org.jspecify.annotations.Nullable;

/**
 * What a client declares and no policy can be told, or what keeps policies from being told anything.
 *
 * @param server the server; null where it is none
 * @param host the host by its name; null where it is none
 * @param reason why not: of a host as the end of a sentence, else as a sentence without its end
 */
public record Untold(@Nullable ServerId server, @Nullable HostName host, String reason) {

    static Untold of(ServerId server, String reason) {
        return new Untold(server, null, reason);
    }

    static Untold of(HostName host, String reason) {
        return new Untold(null, host, reason);
    }

    /** Returns what stands in the way of all that is declared. */
    static Untold ofAll(String reason) {
        return new Untold(null, null, reason);
    }

    /** Returns a sentence without its end. */
    @Override
    public String toString() {
        return host == null ? reason : "host " + host + " cannot be told by its name: " + reason;
    }
}
