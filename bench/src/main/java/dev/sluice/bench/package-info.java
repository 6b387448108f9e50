/** The bench: the load harness and its command line. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
