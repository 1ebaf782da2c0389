/**
 * Puts declarations into the text of manifests: nothing that stands there changes, and what cannot be put in safely is
 * refused.
 */
@NullMarked
package dev.clientintents.learn.merging;

import org.jspecify.annotations.NullMarked;
