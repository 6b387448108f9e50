/** Estimation, pacing and allocation together, over a simulated bottleneck in virtual time. */
@NullMarked
package dev.sluice.sfu.bandwidth;

import org.jspecify.annotations.NullMarked;
