/** Packet sources for headless participants: synthetic audio and video, and recorded RTP. */
@NullMarked
package dev.sluice.signaling.client.source;

import org.jspecify.annotations.NullMarked;
