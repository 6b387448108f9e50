package dev.sluice.rtp.decode;

/**
 * What a decoder takes at once: a picture, or one spatial layer of it.
 *
 * @param timestamp of the RTP packets, unsigned 32-bit
 * @param spatialId the layer, 0 without layers
 * @param data in the codec's own format, as a file has it
 */
public record CodedFrame(long timestamp, int spatialId, byte[] data) {}
