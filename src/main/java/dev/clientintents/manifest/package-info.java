/** From folders and streams of YAML to the same snapshot that the operator sees, and what the operator makes of it. */
@NullMarked
package dev.clientintents.manifest;

import org.jspecify.annotations.NullMarked;
