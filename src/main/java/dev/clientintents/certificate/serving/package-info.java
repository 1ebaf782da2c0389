/** The certificates that the webhook serves: made and renewed by the operator, or read from a folder. */
@NullMarked
package dev.clientintents.certificate.serving;

import org.jspecify.annotations.NullMarked;
