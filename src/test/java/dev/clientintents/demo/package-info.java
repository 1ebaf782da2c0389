/** The operator at work on a small cluster of its own, for a person who watches: {@code ./mvnw -q -Pdemo}. */
@NullMarked
package dev.clientintents.demo;

import org.jspecify.annotations.NullMarked;
