package dev.sluice.rtp.cc;

/**
 * Where the pacer puts packets. Must not call back into the pacer.
 *
 * @param <P> what a packet is; the pacer gives back every one that it was given, once
 */
public interface PacerOutput<P> {

    /** Send it now, and tell the congestion controller. */
    void send(long nowNanos, P packet, int bytes, PacketKind kind, int probeCluster);

    /** It will not be sent: the queue was too long. */
    void drop(long nowNanos, P packet, int bytes, PacketKind kind);

    /**
     * Send something that no one needs: a recent packet again as RTX, else padding on the RTX SSRC;
     * and tell the congestion controller.
     *
     * @param maxBytes about as much as is wanted, in wire bytes
     * @return the wire bytes sent, 0 when this peer cannot be sent padding
     */
    int pad(long nowNanos, int maxBytes, int probeCluster);
}
