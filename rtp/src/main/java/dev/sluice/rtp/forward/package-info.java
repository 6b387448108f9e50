/**
 * The way out: what a subscriber's slot sends, and what the slots of one loop share. Sans-I/O; each
 * machine belongs to one media loop.
 */
@NullMarked
package dev.sluice.rtp.forward;

import org.jspecify.annotations.NullMarked;
