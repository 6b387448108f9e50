/** People in calls whose every packet is watched: what faults and long runs are judged by. */
@NullMarked
package dev.sluice.bench.call;

import org.jspecify.annotations.NullMarked;
