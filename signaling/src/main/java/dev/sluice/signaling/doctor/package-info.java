/**
 * {@code sluice doctor}: looks at the machine, the settings and a running server, and says of each
 * thing that stands in the way of a call what it is and what helps.
 */
@NullMarked
package dev.sluice.signaling.doctor;

import org.jspecify.annotations.NullMarked;
