/**
 * Reads folders and streams of YAML into the same snapshot that the operator sees, and writes what the operator makes
 * of it.
 */
@NullMarked
package dev.clientintents.manifest;

import org.jspecify.annotations.NullMarked;
