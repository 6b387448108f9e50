/** Who speaks: the dominant speaker and the loudest ones, from audio levels. Pure machines. */
@NullMarked
package dev.sluice.sfu.speaker;

import org.jspecify.annotations.NullMarked;
