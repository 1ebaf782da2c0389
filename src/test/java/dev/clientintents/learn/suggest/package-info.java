@NullMarked
package dev.clientintents.learn.suggest;

import org.jspecify.annotations.NullMarked;
