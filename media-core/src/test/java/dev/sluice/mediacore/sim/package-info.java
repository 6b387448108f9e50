/** Virtual time and a simulated network: seeded, single-threaded, for every module's tests. */
@NullMarked
package dev.sluice.mediacore.sim;

import org.jspecify.annotations.NullMarked;
