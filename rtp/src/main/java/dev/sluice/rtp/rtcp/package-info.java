/** RTCP on the wire (RFC 3550, 3611, 4585, 5104): stateless parsing and writing. */
@NullMarked
package dev.sluice.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
