/** A run of the harness: who joins which room, what they send, and how it is measured. */
@NullMarked
package dev.sluice.bench.load;

import org.jspecify.annotations.NullMarked;
