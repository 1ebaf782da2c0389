package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request to the API server.
 *
 * @param type the content type of the body
 * @param body the body; a missing node for none
 */
record Call(String method, String path, String type, JsonNode body) {

    static Call get(String path) {
        return new Call("GET", path, "application/json", Json.NOTHING);
    }

    static Call post(String path, JsonNode body) {
        return new Call("POST", path, "application/json", body);
    }

    static Call mergePatch(String path, JsonNode body) {
        return new Call("PATCH", path, "application/merge-patch+json", body);
    }

    static Call delete(String path) {
        return new Call("DELETE", path, "application/json", Json.NOTHING);
    }
}
