/**
 * The whole signalling server over a media server: for the standalone jar, and for embedding in
 * another JVM.
 */
@NullMarked
package dev.sluice.signaling.server;

import org.jspecify.annotations.NullMarked;
