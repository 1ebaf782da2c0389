/** The formats in which commands print what they found. */
@NullMarked
package dev.clientintents.cli.report;

import org.jspecify.annotations.NullMarked;
