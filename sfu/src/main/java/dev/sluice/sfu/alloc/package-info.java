/**
 * Who among a subscriber's streams gets how much, which layers a publisher may leave out, and why.
 * Pure machines, owned by the subscriber's media loop.
 */
@NullMarked
package dev.sluice.sfu.alloc;

import org.jspecify.annotations.NullMarked;
