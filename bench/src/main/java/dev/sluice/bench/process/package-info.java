/** Processes that the harness starts: the server under test, and the floor. */
@NullMarked
package dev.sluice.bench.process;

import org.jspecify.annotations.NullMarked;
