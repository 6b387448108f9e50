/**
 * The raw floor: what encrypting and sending alone costs on this machine, in the shape of a run.
 */
@NullMarked
package dev.sluice.bench.floor;

import org.jspecify.annotations.NullMarked;
