/**
 * Turns what other tools and policies declare into client intents: each importer reads the objects of one source, and what
 * it cannot say exactly it leaves as it is, with a finding, rather than opening or closing anything else.
 */
@NullMarked
package dev.clientintents.learn.importing;

import org.jspecify.annotations.NullMarked;
