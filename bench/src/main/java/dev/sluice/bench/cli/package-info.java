/** The command line of the bench. */
@NullMarked
package dev.sluice.bench.cli;

import org.jspecify.annotations.NullMarked;
