/** Rates and sizes, so that no number travels without its unit. */
@NullMarked
package dev.sluice.mediacore.unit;

import org.jspecify.annotations.NullMarked;
