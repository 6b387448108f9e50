/** Signalling and the standalone server. */
@NullMarked
package dev.sluice.signaling;

import org.jspecify.annotations.NullMarked;
