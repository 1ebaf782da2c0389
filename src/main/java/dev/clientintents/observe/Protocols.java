package dev.clientintents.observe;

import dev.clientintents.model.Protocol;
import org.jspecify.annotations.Nullable;

/** Reads protocols as Kubernetes writes them. */
public final class Protocols {

    private Protocols() {}

    /** Returns the protocol of a text; an absent one means TCP, as everywhere in Kubernetes. */
    public static Protocol parse(@Nullable String text) {
        return text == null || text.isEmpty() ? Protocol.TCP : Protocol.valueOf(text);
    }
}
