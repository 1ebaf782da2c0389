package dev.clientintents.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The part of a server that answers the requests for a path.
 *
 * @param method the one method that is answered; {@code GET} includes {@code HEAD}
 * @param largestBody how many bytes of a body are taken; 0 where none is read
 * @param answer answers without blocking, at once or within a bounded time. An {@link IllegalArgumentException} says
 *     what is wrong with the request
 */
public record Route(String method, int largestBody, Function<Query, CompletionStage<Answer>> answer) {

    /** Returns a route that serves something to read. */
    public static Route get(Supplier<Answer> answer) {
        return new Route("GET", 0, query -> CompletableFuture.completedFuture(answer.get()));
    }

    boolean allows(String asked) {
        return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
    }
}
