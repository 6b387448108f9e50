/**
 * Calls that ring: from the first ring to the room in which both meet, or to why they did not.
 * Plain state machines without sockets, threads or clocks.
 */
@NullMarked
package dev.sluice.sfu.call;

import org.jspecify.annotations.NullMarked;
