/**
 * Plaintext RTP and RTCP of a server's transports, written to files for people: off unless asked
 * for.
 */
@NullMarked
package dev.sluice.sfu.dump;

import org.jspecify.annotations.NullMarked;
