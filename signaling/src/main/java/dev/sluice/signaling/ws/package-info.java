/**
 * JSON over WebSocket: one connection is one participant. docs/PROTOCOL.md describes the messages.
 * A connection lives on its channel's event loop; nothing here blocks or locks.
 */
@NullMarked
package dev.sluice.signaling.ws;

import org.jspecify.annotations.NullMarked;
