package dev.sluice.rtp.stream;

import java.util.List;

/**
 * What one encoding received so far.
 *
 * @param mid of the section that it comes on
 * @param encoding 0 the lowest simulcast layer
 * @param ssrc unsigned 32-bit, or -1 before the first packet
 * @param packets media packets, each counted once
 * @param bytes payload of these, without padding
 * @param lost packets expected and not received, nor recovered
 * @param recovered packets that came as a retransmission first
 * @param duplicates packets dropped because they were known
 * @param damaged packets dropped because their payload descriptor could not be read
 * @param jitterMillis interarrival jitter (RFC 3550, section 6.4.1)
 * @param nacks sequence numbers asked for again, retries included
 * @param keyframeRequests PLI or FIR sent
 * @param keyframes first packets of keyframes received
 * @param bitsPerSecond payload, over the last second
 * @param layers bit/s over the last second, by spatial layer and then by temporal layer
 */
public record EncodingStats(
        String mid,
        int encoding,
        long ssrc,
        long packets,
        long bytes,
        long lost,
        long recovered,
        long duplicates,
        long damaged,
        double jitterMillis,
        long nacks,
        long keyframeRequests,
        long keyframes,
        long bitsPerSecond,
        List<List<Long>> layers) {

    public EncodingStats {
        layers = List.copyOf(layers);
    }
}
