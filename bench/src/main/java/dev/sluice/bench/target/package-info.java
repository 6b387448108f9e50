/** Ways into servers under test: Sluice's own protocol, WHIP and WHEP, and those of peers. */
@NullMarked
package dev.sluice.bench.target;

import org.jspecify.annotations.NullMarked;
