/** Access to byte arrays in network order. */
@NullMarked
package dev.sluice.mediacore.buf;

import org.jspecify.annotations.NullMarked;
