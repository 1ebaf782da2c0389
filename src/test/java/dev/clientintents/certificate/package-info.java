@NullMarked
package dev.clientintents.certificate;

import org.jspecify.annotations.NullMarked;
