/** A long run with everything going on that happens in calls, which looks for what grows. */
@NullMarked
package dev.sluice.bench.soak;

import org.jspecify.annotations.NullMarked;
