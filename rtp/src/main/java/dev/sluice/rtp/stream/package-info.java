/**
 * Machines of the streams that a transport receives: what comes in, what is fed back. Sans-I/O;
 * each machine belongs to its transport's media loop.
 */
@NullMarked
package dev.sluice.rtp.stream;

import org.jspecify.annotations.NullMarked;
