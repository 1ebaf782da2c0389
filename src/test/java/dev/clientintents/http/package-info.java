@NullMarked
package dev.clientintents.http;

import org.jspecify.annotations.NullMarked;
