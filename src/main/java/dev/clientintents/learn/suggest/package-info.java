/**
 * Finds what clients are to declare: from connections that were seen, and from what configures pods. What is declared
 * already is left out, and what cannot be declared, or better is not, is told apart.
 */
@NullMarked
package dev.clientintents.learn.suggest;

import org.jspecify.annotations.NullMarked;
