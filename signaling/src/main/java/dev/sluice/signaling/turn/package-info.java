/**
 * The client's side of TURN (RFC 8656), as far as a check of a TURN server wants it: an allocation,
 * channels to the server's addresses, and a tunnel that a headless participant's media goes
 * through.
 */
@NullMarked
package dev.sluice.signaling.turn;

import org.jspecify.annotations.NullMarked;
