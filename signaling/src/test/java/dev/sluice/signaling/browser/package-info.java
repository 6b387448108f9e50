/**
 * Real browsers against the real jar. Chromium is driven over its DevTools protocol; every wait is
 * for a condition, with a deadline.
 */
@NullMarked
package dev.sluice.signaling.browser;

import org.jspecify.annotations.NullMarked;
