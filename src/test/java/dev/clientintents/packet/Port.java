package dev.clientintents.packet;

import dev.clientintents.model.Protocol;

/** A port of a pod, TCP or UDP. */
public record Port(Protocol protocol, int number) {
    public static Port tcp(int number) {
        return new Port(Protocol.TCP, number);
    }

    public static Port udp(int number) {
        return new Port(Protocol.UDP, number);
    }

    @Override
    public String toString() {
        return protocol + " " + number;
    }
}
