/** What WebSocket, WHIP and WHEP sessions share: admission to rooms, and offers and answers. */
@NullMarked
package dev.sluice.signaling.session;

import org.jspecify.annotations.NullMarked;
