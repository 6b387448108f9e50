/**
 * A room's rules: who is in it, what they publish, which slot carries what. Plain state machines
 * without sockets, threads or clocks; the server calls them on the room's loop.
 */
@NullMarked
package dev.sluice.sfu.room;

import org.jspecify.annotations.NullMarked;
