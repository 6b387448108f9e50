package dev.sluice.rtp.forward;

/**
 * All that makes a slot's packet differ from the publisher's: enough to write it once more.
 * Mutable, reused; owned by a slot.
 */
class Rewrite {

    /** Outgoing index: the sequence number without wraps. */
    long index;

    /** Unsigned 32-bit. */
    int timestamp;

    /** Only the low 7 bits. */
    int payloadType;

    int rtxPayloadType;
    boolean marker;

    /** The packet only holds a sequence number: it has no payload. */
    boolean empty;

    /** Of redundant audio only one block goes on; otherwise its blocks get this type. */
    boolean redUnwrapped;

    /** Which block goes on then: 0 the primary, 1 the one before it. */
    int redBlocksBack;

    int redBlockType;

    /** VP8 and VP9; written where the source has them. */
    int pictureId;

    int tl0PictureIndex;
    int keyIndex;

    /** The dependency descriptor's frame number, and what is added to its template ids. */
    int frameNumber;

    int templateDelta;

    /** The decode targets to be told, one bit each, if {@link #tellTargets}. */
    int targets;

    boolean tellTargets;
}
