/** Arithmetic on the wrapping counters of RTP and RTCP: stateless, or one small counter each. */
@NullMarked
package dev.sluice.mediacore.num;

import org.jspecify.annotations.NullMarked;
