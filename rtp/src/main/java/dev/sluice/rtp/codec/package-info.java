/**
 * Codecs and what their RTP payload descriptors tell: stateless but for the structure that
 * dependency descriptors refer to.
 */
@NullMarked
package dev.sluice.rtp.codec;

import org.jspecify.annotations.NullMarked;
