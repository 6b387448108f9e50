package dev.sluice.signaling.client;

/** Datagrams of one participant. Owned by its loop; read through {@link ParticipantStats}. */
final class TransportStats {

    long sentPackets;
    long sentBytes;
    long receivedPackets;
    long receivedBytes;
    long badSrtp;
    long unsendable;
    long socketFull;
    long filtered;
}
