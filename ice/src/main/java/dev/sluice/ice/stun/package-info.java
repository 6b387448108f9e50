/**
 * The boundary to ice4j's STUN codec (RFC 8489): bytes are pre-checked and authenticated here, and
 * only what passed is decoded.
 */
@NullMarked
package dev.sluice.ice.stun;

import org.jspecify.annotations.NullMarked;
