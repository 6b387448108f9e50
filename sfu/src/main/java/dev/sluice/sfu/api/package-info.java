/**
 * The library's face: server, rooms, participants and their events. Every method may be called from
 * any thread, none blocks, and events of one participant are delivered in order on the executor
 * that the embedder gave.
 */
@NullMarked
package dev.sluice.sfu.api;

import org.jspecify.annotations.NullMarked;
