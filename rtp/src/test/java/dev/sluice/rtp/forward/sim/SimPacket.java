package dev.sluice.rtp.forward.sim;

/** A packet of a synthetic publication. */
public final class SimPacket {

    /** The trailer by which a packet is known again, whatever was rewritten before it. */
    static final int TRAILER_BYTES = 8;

    public final SimFrame frame;
    public final int publication;
    public final int encoding;

    /** The sequence number without wraps. */
    public final long index;

    public final boolean first;
    public final boolean last;
    public final boolean marker;

    /** The whole RTP packet; empty payload for padding. */
    public final byte[] rtp;

    /** How many bytes the RTP header takes, and the payload up to what is never rewritten. */
    public final int payloadOffset;

    /** When it reached the SFU, in order of arrival; -1: not (yet). */
    public long arrival = -1;

    SimPacket(
            SimFrame frame,
            int publication,
            int encoding,
            long index,
            boolean first,
            boolean last,
            boolean marker,
            byte[] rtp,
            int payloadOffset) {
        this.frame = frame;
        this.publication = publication;
        this.encoding = encoding;
        this.index = index;
        this.first = first;
        this.last = last;
        this.marker = marker;
        this.rtp = rtp;
        this.payloadOffset = payloadOffset;
    }

    public boolean padding() {
        return rtp.length == payloadOffset;
    }

    @Override
    public String toString() {
        return "packet %d (%s%s) of %s"
                .formatted(index, first ? "first" : "", last ? "last" : "", frame);
    }
}
