/**
 * Congestion control of one transport's sending side: delay- and loss-based estimation on
 * transport-wide feedback, probing and pacing. Pure machines, owned by the transport's media loop.
 */
@NullMarked
package dev.sluice.rtp.cc;

import org.jspecify.annotations.NullMarked;
