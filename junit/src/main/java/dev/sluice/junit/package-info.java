/**
 * A server and participants for the tests of projects that embed Sluice. The simulated network is
 * {@code dev.sluice.mediacore.sim}, which comes along.
 */
@NullMarked
package dev.sluice.junit;

import org.jspecify.annotations.NullMarked;
