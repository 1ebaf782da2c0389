@NullMarked
package dev.clientintents.map;

import org.jspecify.annotations.NullMarked;
