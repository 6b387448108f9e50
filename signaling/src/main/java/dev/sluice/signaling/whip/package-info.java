/**
 * WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): publishing and playing with one HTTP request
 * each. Their participants are ordinary participants of the room.
 */
@NullMarked
package dev.sluice.signaling.whip;

import org.jspecify.annotations.NullMarked;
