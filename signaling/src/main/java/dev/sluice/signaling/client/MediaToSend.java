package dev.sluice.signaling.client;

/**
 * One packet that a {@link PacketSource} wants sent; the client makes the RTP header around it.
 * Mutable, reused for the next packet, borrowed for the call. On the participant's loop.
 */
public final class MediaToSend {

    /**
     * The longest payload: what fits a datagram of 1,500 bytes beside headers, extensions and tag.
     */
    public static final int MAX_PAYLOAD_BYTES = 1_280;

    /** A {@link #sequence} that follows the last one. */
    public static final int NEXT = -1;

    /** An {@link #audioLevel} that is not told. */
    public static final int NO_LEVEL = -1;

    /** The payload, from index 0. */
    public final byte[] payload = new byte[MAX_PAYLOAD_BYTES];

    /** How many bytes of {@link #payload} count. */
    public int payloadBytes;

    /** 0 the lowest simulcast layer, or the only one. */
    public int encoding;

    /**
     * The RTP sequence number, 0 to 65,535, for a source that wants a certain one; {@link #NEXT}:
     * the one behind the last.
     */
    public int sequence;

    /** In units of the codec's clock since the source's start. */
    public long timestamp;

    /** The RTP marker bit: last of a video frame, first after silence in audio. */
    public boolean marker;

    /** In -dBov: 0 the loudest, 127 silence (RFC 6464). */
    public int audioLevel;

    /** The sender takes it for voice (the V bit of RFC 6464). */
    public boolean voice;

    /** The dependency descriptor extension, from index 0. */
    public final byte[] descriptor = new byte[255];

    /** 0: without the extension. */
    public int descriptorBytes;

    void clear() {
        payloadBytes = 0;
        encoding = 0;
        sequence = NEXT;
        timestamp = 0;
        marker = false;
        audioLevel = NO_LEVEL;
        voice = false;
        descriptorBytes = 0;
    }
}
