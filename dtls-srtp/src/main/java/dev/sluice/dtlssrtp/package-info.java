/** DTLS-SRTP (RFC 5764). */
@NullMarked
package dev.sluice.dtlssrtp;

import org.jspecify.annotations.NullMarked;
