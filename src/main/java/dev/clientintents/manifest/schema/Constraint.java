package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;

/** What the API server asks of the fields of a map together, of which each alone is as its schema wants it. */
interface Constraint {

    /** Reports what breaks it. */
    void check(Mapping map, Report report);

    /** Takes what is wrong. */
    interface Report {

        /**
         * Reports a violation.
         *
         * @param field the path from the map to what is wrong; empty for the map itself
         * @param at what is wrong, for its line
         * @param message what is wrong with it, which continues a sentence that begins with the field
         * @param advice what to write instead
         */
        void violation(String field, Value at, String message, String advice);
    }
}
