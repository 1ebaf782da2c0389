package dev.clientintents.packet;

/** A connection to try. */
public record Attempt(LivePod client, LivePod server, Port port) {
    @Override
    public String toString() {
        return client + " => " + server + " on " + port;
    }
}
