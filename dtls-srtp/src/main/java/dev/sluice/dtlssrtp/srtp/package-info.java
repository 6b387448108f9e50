/** SRTP and SRTCP (RFC 3711, RFC 7714) over the ciphers of the JDK, in place on byte arrays. */
@NullMarked
package dev.sluice.dtlssrtp.srtp;

import org.jspecify.annotations.NullMarked;
