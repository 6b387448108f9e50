/**
 * DTLS handshakes (RFC 6347, RFC 5764) over bctls, which blocks and therefore runs off the media
 * loops.
 */
@NullMarked
package dev.sluice.dtlssrtp.dtls;

import org.jspecify.annotations.NullMarked;
