/** The RTP packet on the wire: stateless parsing and writing (RFC 3550). */
@NullMarked
package dev.sluice.rtp.packet;

import org.jspecify.annotations.NullMarked;
