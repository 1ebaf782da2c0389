package dev.clientintents.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The answer to a request. */
public final class Answer {

    private final int status;
    private final String type;
    private final byte[] body;

    /**
     * Creates an answer with a body.
     *
     * @param status the HTTP status
     * @param type the media type of the body
     * @param body the body, which is not copied
     */
    public Answer(int status, String type, byte[] body) {
        this.status = status;
        this.type = type;
        this.body = body;
    }

    /** Returns an answer in plain text. */
    public static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    byte[] body() {
        return body;
    }
}
