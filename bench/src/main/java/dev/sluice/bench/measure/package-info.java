/**
 * What the harness measures: packets by the stamp they carry, processes and sockets by what the
 * kernel tells.
 */
@NullMarked
package dev.sluice.bench.measure;

import org.jspecify.annotations.NullMarked;
