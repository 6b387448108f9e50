/** Says in words why somebody's picture is bad, from what was measured and decided. Pure values. */
@NullMarked
package dev.sluice.sfu.explain;

import org.jspecify.annotations.NullMarked;
