/** The commands of the standalone server: what they take, print and return. */
@NullMarked
package dev.sluice.signaling.cli;

import org.jspecify.annotations.NullMarked;
