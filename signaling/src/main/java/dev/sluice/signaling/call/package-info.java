/** Runs the desk of calls: its thread, its timers, and the rooms that calls go to. */
@NullMarked
package dev.sluice.signaling.call;

import org.jspecify.annotations.NullMarked;
