/**
 * Events for Java Flight Recorder, in the category "Sluice". They cost an allocation each while
 * nothing records, so none of them is made per packet.
 */
@NullMarked
package dev.sluice.sfu.jfr;

import org.jspecify.annotations.NullMarked;
