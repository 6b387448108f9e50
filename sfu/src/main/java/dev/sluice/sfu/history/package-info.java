/** What was measured within the last minutes, in bounded tables. Pure. */
@NullMarked
package dev.sluice.sfu.history;

import org.jspecify.annotations.NullMarked;
