/**
 * The standalone server's settings: from flags, environment variables and a YAML file, in that
 * order of precedence.
 */
@NullMarked
package dev.sluice.signaling.config;

import org.jspecify.annotations.NullMarked;
