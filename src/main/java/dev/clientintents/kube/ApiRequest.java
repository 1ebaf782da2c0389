package dev.clientintents.kube;

/**
 * A request to the API server.
 *
 * @param method the HTTP method
 * @param path the path with its query, from {@code /api} or {@code /apis} on
 * @param accept the media type of the answer
 * @param type the media type of the body; empty where there is none
 * @param body the body; empty where there is none
 */
record ApiRequest(String method, String path, String accept, String type, String body) {

    static ApiRequest get(String path, String accept) {
        return new ApiRequest("GET", path, accept, "", "");
    }

    boolean isRead() {
        return method.equals("GET");
    }

    /** Returns whether the request leads to the same result however often it is sent. */
    boolean isIdempotent() {
        return isRead() || method.equals("PATCH");
    }

    /** Returns the method and the path, without the query. */
    String description() {
        int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query));
    }
}
