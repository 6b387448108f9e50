/** One peer's ICE, DTLS, SRTP, RTP and RTCP, put together on the media loop that owns the peer. */
@NullMarked
package dev.sluice.sfu.transport;

import org.jspecify.annotations.NullMarked;
