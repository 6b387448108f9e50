/** Codecs and what their RTP payload descriptors tell: stateless. */
@NullMarked
package dev.sluice.rtp.codec;

import org.jspecify.annotations.NullMarked;
