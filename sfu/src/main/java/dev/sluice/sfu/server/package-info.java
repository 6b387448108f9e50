/**
 * The driver of rooms: puts the room machines, the transports and the embedder's calls on their
 * loops.
 */
@NullMarked
package dev.sluice.sfu.server;

import org.jspecify.annotations.NullMarked;
