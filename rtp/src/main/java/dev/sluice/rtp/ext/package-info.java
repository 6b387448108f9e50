/** RTP header extensions (RFC 8285): stateless. */
@NullMarked
package dev.sluice.rtp.ext;

import org.jspecify.annotations.NullMarked;
