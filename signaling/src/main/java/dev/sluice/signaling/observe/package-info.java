/** What operators read: metrics for Prometheus, and readiness. */
@NullMarked
package dev.sluice.signaling.observe;

import org.jspecify.annotations.NullMarked;
