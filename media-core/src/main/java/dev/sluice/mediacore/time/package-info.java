/** Instants of the monotonic clock. */
@NullMarked
package dev.sluice.mediacore.time;

import org.jspecify.annotations.NullMarked;
