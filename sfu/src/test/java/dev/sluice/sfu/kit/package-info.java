/** For tests of this module and of those above it. */
@NullMarked
package dev.sluice.sfu.kit;

import org.jspecify.annotations.NullMarked;
