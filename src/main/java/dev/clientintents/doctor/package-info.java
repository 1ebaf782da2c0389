/** Whether policies will hold in a live cluster: from a few facts about it to what is good, and what is wrong and what to do. */
@NullMarked
package dev.clientintents.doctor;

import org.jspecify.annotations.NullMarked;
