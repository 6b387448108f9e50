/**
 * The one thin layer with sockets and threads: media loops, their sockets on one UDP port, and the
 * routing of datagrams to the loop that owns their peer.
 */
@NullMarked
package dev.sluice.sfu.net;

import org.jspecify.annotations.NullMarked;
