/** Rates and averages over monotonic time. */
@NullMarked
package dev.sluice.mediacore.stats;

import org.jspecify.annotations.NullMarked;
