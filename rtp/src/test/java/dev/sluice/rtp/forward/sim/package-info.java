/**
 * Synthetic publications whose every frame, layer and reference is known, and an oracle that judges
 * a slot's output by them. Nothing here calls production code.
 */
package dev.sluice.rtp.forward.sim;
