/**
 * What happens to calls when machines, links and people fail: each fault is done to a real server,
 * with calls going on beside it.
 */
@NullMarked
package dev.sluice.bench.chaos;

import org.jspecify.annotations.NullMarked;
