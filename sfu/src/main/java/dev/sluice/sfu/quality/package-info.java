/** How good a participant's call is: from measures to a score. Pure. */
@NullMarked
package dev.sluice.sfu.quality;

import org.jspecify.annotations.NullMarked;
