/** The schemas of the kinds that are read, and the check of documents against them. */
@NullMarked
package dev.clientintents.manifest.schema;

import org.jspecify.annotations.NullMarked;
