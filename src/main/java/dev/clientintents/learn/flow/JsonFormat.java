package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads records that are JSON objects. */
interface JsonFormat {

    /**
     * Reads an object, and counts it where it is no record.
     *
     * @param json stands at the beginning of the object, and is left at its end
     * @throws IOException where it is broken or cut off; nothing of it has been told then, unless it holds many records
     */
    void read(JsonParser json) throws IOException;
}
