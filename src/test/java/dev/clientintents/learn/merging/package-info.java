@NullMarked
package dev.clientintents.learn.merging;

import org.jspecify.annotations.NullMarked;
