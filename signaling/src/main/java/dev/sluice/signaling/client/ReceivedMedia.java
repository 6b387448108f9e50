package dev.sluice.signaling.client;

import dev.sluice.rtp.stream.MediaPacket;
import org.jspecify.annotations.Nullable;

/**
 * One media packet that a participant received. Mutable, reused for the next packet, borrowed for
 * the call. On the participant's loop.
 */
public final class ReceivedMedia {

    /** The packet; its {@link MediaPacket#arrivalNanos} is when the socket gave it. */
    public MediaPacket packet = new MediaPacket();

    /**
     * What the slot carries by the server's latest word, which travels beside the media: null when
     * it has said nothing yet.
     */
    public @Nullable RemotePublication publication;

    /**
     * Whether the packet was decrypted. If not, its payload is empty: see {@link
     * MediaOptions#authenticateOneIn}.
     */
    public boolean authenticated;

    /** The length of the datagram that the packet came in. */
    public int datagramBytes;
}
