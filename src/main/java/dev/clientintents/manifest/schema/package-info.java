/** The schema of the custom resource, and what of it a document breaks. */
@NullMarked
package dev.clientintents.manifest.schema;

import org.jspecify.annotations.NullMarked;
