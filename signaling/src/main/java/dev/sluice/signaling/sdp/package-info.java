/**
 * The Session Description Protocol (RFC 8866), as far as WebRTC uses it: a typed model that keeps
 * the order of its source, a bounded parser, a writer, and the offer/answer exchange of RFC 3264
 * and RFC 9429 on top. Everything here is immutable or static, and may be called from any thread.
 * Every failure is an {@link dev.sluice.signaling.sdp.SdpException}.
 */
@NullMarked
package dev.sluice.signaling.sdp;

import org.jspecify.annotations.NullMarked;
