/** The things of rooms as JSON and back, the same in messages, in the admin API and in webhooks. */
@NullMarked
package dev.sluice.signaling.json;

import org.jspecify.annotations.NullMarked;
