/** Real connections between pods without containers, judged by a real NetworkPolicy engine. */
@NullMarked
package dev.clientintents.packet;

import org.jspecify.annotations.NullMarked;
