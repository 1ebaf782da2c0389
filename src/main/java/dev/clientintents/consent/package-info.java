/** Decides whose declarations count: what a server's side consents to, held against what clients declare. */
@NullMarked
package dev.clientintents.consent;

import org.jspecify.annotations.NullMarked;
