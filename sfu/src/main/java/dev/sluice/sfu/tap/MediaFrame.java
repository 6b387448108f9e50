package dev.sluice.sfu.tap;

import dev.sluice.rtp.codec.Codec;

/**
 * One whole frame.
 *
 * @param data the frame as its codec defines it: an Opus packet, a VP8 or VP9 frame, an H264 access
 *     unit with start codes (Annex B). Whoever gets it owns it.
 * @param timestamp the RTP timestamp, unsigned 32-bit, in units of the codec's clock
 * @param captureNtpNanos see {@link TappedPacket#captureNtpNanos}
 * @param keyframe it needs no earlier frame; true for audio
 * @param audioLevel in -dBov, -1 when not told (RFC 6464)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record MediaFrame(
        Codec codec,
        byte[] data,
        long timestamp,
        long captureNtpNanos,
        boolean keyframe,
        int audioLevel) {}
