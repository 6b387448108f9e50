/** Micro-benchmarks of the packet path: {@code ./sluice bench jmh}. */
@NullMarked
package dev.sluice.bench.jmh;

import org.jspecify.annotations.NullMarked;
