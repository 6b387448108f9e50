/** Addresses and the way out: what a protocol machine knows of the network. */
@NullMarked
package dev.sluice.mediacore.net;

import org.jspecify.annotations.NullMarked;
