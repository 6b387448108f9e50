package dev.sluice.signaling.client;

import org.jspecify.annotations.Nullable;

/**
 * What a headless participant is told, on its loop and in order. A listener must not block:
 * hundreds of participants share the loop.
 */
public interface ParticipantListener {

    /** Something happened in the room. The client itself acts on slots and sections. */
    default void onEvent(ClientEvent event) {}

    /** Media can flow: ICE found a path and DTLS has the keys. Once. */
    default void onConnected(long nowNanos) {}

    /** A media packet came: each once, in order of arrival, decrypted. Borrowed for the call. */
    default void onMedia(ReceivedMedia media) {}

    /**
     * The server asks for a keyframe; the publication's source was told already.
     *
     * @param encoding 0 the lowest simulcast layer
     */
    default void onKeyframeRequest(LocalPublication publication, int encoding) {}

    /**
     * It is over, for whatever reason; the last call.
     *
     * @param failure null when the participant left of its own will
     */
    default void onClosed(@Nullable Throwable failure) {}
}
