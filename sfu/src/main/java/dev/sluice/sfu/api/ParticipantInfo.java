package dev.sluice.sfu.api;

import java.util.List;
import java.util.Map;

/**
 * A participant as others see it.
 *
 * @param id unique on the server, new for each join
 * @param identity who it is: from the token, or given at the join
 * @param name for people to read; at most 256 characters
 * @param connection of its media
 * @param publications what it publishes now
 * @param presence whether its client is in touch
 * @param hand 0: down; else the place in the order of raising, the smallest first
 * @param chatMuted whether the chat was taken from it
 * @param recordingConsent whether it agreed to being recorded
 * @param attributes for the application
 */
public record ParticipantInfo(
        String id,
        String identity,
        String name,
        ConnectionState connection,
        List<PublicationInfo> publications,
        Role role,
        Presence presence,
        long hand,
        boolean chatMuted,
        boolean recordingConsent,
        Map<String, String> attributes) {

    public ParticipantInfo {
        publications = List.copyOf(publications);
    }

    /** The state of the participant's media path. */
    public enum ConnectionState {
        /** Nothing negotiated or ICE and DTLS not yet through. */
        CONNECTING,
        /** ICE and DTLS are through: media can flow. */
        CONNECTED,
        /** No authenticated packet for 7 s; it may come back. */
        DISCONNECTED
    }

    /** Whether the participant's client is in touch with the server. */
    public enum Presence {
        /** Its client is in touch. */
        HERE,
        /** Its signalling broke; it is kept for 30 s. Media may go on meanwhile. */
        RECONNECTING
    }
}
