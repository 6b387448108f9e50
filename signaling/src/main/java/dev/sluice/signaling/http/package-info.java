/**
 * The HTTP side of the server: who gets a connection and for how long, which hosts and origins are
 * let in, TLS, and routing to endpoints. Handlers run on the channel's event loop and never block.
 */
@NullMarked
package dev.sluice.signaling.http;

import org.jspecify.annotations.NullMarked;
