/** A bad link between clients and a server: the model of one direction, and a UDP proxy of two. */
@NullMarked
package dev.sluice.bench.impair;

import org.jspecify.annotations.NullMarked;
