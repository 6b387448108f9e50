/**
 * Tells the operator's backend what happens: events signed, in order, from a bounded queue, again
 * and again until they are taken.
 */
@NullMarked
package dev.sluice.signaling.webhook;

import org.jspecify.annotations.NullMarked;
