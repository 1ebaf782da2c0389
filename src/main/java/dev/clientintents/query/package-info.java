/** Questions about who reaches whom, in the words of those who ask, and the changes and expectations that follow from the answers. */
@NullMarked
package dev.clientintents.query;

import org.jspecify.annotations.NullMarked;
