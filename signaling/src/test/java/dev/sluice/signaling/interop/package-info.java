/** Standard clients that are none of ours, against the real server; see docs/INTEROP.md. */
@NullMarked
package dev.sluice.signaling.interop;

import org.jspecify.annotations.NullMarked;
