/**
 * Media in and out of Java: taps that receive what somebody publishes, and writers through which a
 * bot, a file or a mixer publishes. Both meet the packet path at a queue of fixed size that drops
 * and counts, so a slow listener costs others nothing.
 */
@NullMarked
package dev.sluice.sfu.tap;

import org.jspecify.annotations.NullMarked;
