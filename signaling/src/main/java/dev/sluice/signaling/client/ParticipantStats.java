package dev.sluice.signaling.client;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.rtp.stream.EncodingStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a headless participant sent and received so far.
 *
 * @param sentPackets SRTP and RTX, as datagrams
 * @param sentBytes of those datagrams
 * @param resentPackets answers to NACKs among them
 * @param receivedPackets datagrams of SRTP and SRTCP, repeated ones included
 * @param receivedBytes of those datagrams
 * @param duplicates media packets that were known already
 * @param badSrtp datagrams that did not decrypt
 * @param unsendable packets that found no path or keys
 * @param socketFull datagrams that the socket's queue had no room for
 * @param filtered datagrams that the options' filter lost
 * @param latenessNanos how late a packet left the source at worst since the last look: the client's
 *     own fault
 * @param roundTripNanos to the server
 * @param protocol that media goes over now; null without a path
 * @param received per slot
 */
public record ParticipantStats(
        long sentPackets,
        long sentBytes,
        long resentPackets,
        long receivedPackets,
        long receivedBytes,
        long duplicates,
        long badSrtp,
        long unsendable,
        long socketFull,
        long filtered,
        long latenessNanos,
        long roundTripNanos,
        @Nullable Protocol protocol,
        List<EncodingStats> received) {

    public ParticipantStats {
        received = List.copyOf(received);
    }
}
