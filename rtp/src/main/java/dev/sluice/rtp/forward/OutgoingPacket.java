package dev.sluice.rtp.forward;

/**
 * What is told of a packet that was just written. Mutable and reused for the next packet; owned by
 * the slot, borrowed for the call.
 */
public final class OutgoingPacket {

    /** The offset of an extension that the packet does not have. */
    public static final int ABSENT = -1;

    /** The whole RTP packet, in bytes. */
    public int length;

    /** Of these, media payload: without header, extensions, RTX header and padding. */
    public int payloadBytes;

    /** How it is to be treated. */
    public PacketKind kind = PacketKind.VIDEO;

    /** Unsigned 32-bit. */
    public long ssrc;

    /** As the subscriber sees it, 0 to 65,535. */
    public int sequenceNumber;

    /** The source's layer: the encoding of a simulcast, otherwise the spatial layer. */
    public int layer;

    /** The source's temporal layer, 0 the lowest. */
    public int temporalId;

    /** Nothing more of this frame follows now. */
    public boolean frameEnd;

    /**
     * Where, from the packet's start, two bytes wait for the transport-wide sequence number; or
     * {@link #ABSENT}. To be stamped when the packet goes to the socket.
     */
    public int transportCcOffset = ABSENT;

    /** Where three bytes wait for the absolute send time; or {@link #ABSENT}. */
    public int absSendTimeOffset = ABSENT;

    /** When the publisher's packet came in, in monotonic nanoseconds. */
    public long arrivalNanos;
}
