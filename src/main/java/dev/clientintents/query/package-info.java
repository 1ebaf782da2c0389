/**
 * Answers questions about who reaches whom, in the words of those who ask, and judges changes and expectations by the
 * answers.
 */
@NullMarked
package dev.clientintents.query;

import org.jspecify.annotations.NullMarked;
