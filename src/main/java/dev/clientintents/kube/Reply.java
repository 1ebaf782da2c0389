package dev.clientintents.kube;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Set;
import java.util.function.Function;

/** The result of a request to the API server. */
public sealed interface Reply<T> {

    /** The API server did it. */
    record Done<T>(T value) implements Reply<T> {}

    /**
     * The API server answered with an error.
     *
     * @param code the HTTP status
     * @param reason the word for programs, such as {@code Forbidden}; empty where it names none
     * @param said the sentence for people
     * @param request method, path and server
     */
    record Refused<T>(int code, String reason, String said, String request) implements Reply<T> {

        /** Returns what was asked, and what was answered. */
        public String message() {
            return request + ": " + code + " " + said;
        }
    }

    /** There is no answer that can be read. Where the request was a write, it may have happened. */
    record NoAnswer<T>(String message, Throwable cause) implements Reply<T> {}

    /**
     * Returns whether an error says that a write did not happen and will not if it is sent again as it is. A timeout, a
     * conflict, too many requests and every error of the server itself say neither.
     */
    static boolean isFinal(int code) {
        return code >= 400 && code < 500 && !Undecided.CODES.contains(code);
    }

    /** Returns the same reply with what a function makes of the value. */
    default <R> Reply<R> map(Function<T, R> function) {
        if (this instanceof Done<T> done) {
            return new Done<>(function.apply(done.value()));
        }
        if (this instanceof Refused<T> refused) {
            return new Refused<>(refused.code(), refused.reason(), refused.said(), refused.request());
        }
        NoAnswer<T> none = (NoAnswer<T>) this;
        return new NoAnswer<>(none.message(), none.cause());
    }

    /**
     * Returns the value.
     *
     * @throws KubernetesClientException with the code of the refusal; with -1 where there is no answer
     */
    default T orElseThrow() {
        if (this instanceof Done<T> done) {
            return done.value();
        }
        if (this instanceof Refused<T> refused) {
            throw new KubernetesClientException(new StatusBuilder()
                    .withCode(refused.code())
                    .withReason(refused.reason())
                    .withMessage(refused.message())
                    .build());
        }
        NoAnswer<T> none = (NoAnswer<T>) this;
        throw new KubernetesClientException(none.message(), none.cause());
    }

    /** The errors of the client's side after which a write may still happen, or be tried again. */
    final class Undecided {

        private static final int TOO_MANY_REQUESTS = 429;
        private static final Set<Integer> CODES =
                Set.of(HttpURLConnection.HTTP_CLIENT_TIMEOUT, HttpURLConnection.HTTP_CONFLICT, TOO_MANY_REQUESTS);

        private Undecided() {}
    }
}
