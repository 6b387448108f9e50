/** The SFU as a library. */
@NullMarked
package dev.sluice.sfu;

import org.jspecify.annotations.NullMarked;
