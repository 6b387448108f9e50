/**
 * What the server counts, as meters of the embedder's Micrometer registry and as events of Java
 * Flight Recorder. The set of time series is fixed: none of them names a room or a participant.
 */
@NullMarked
package dev.sluice.sfu.metrics;

import org.jspecify.annotations.NullMarked;
