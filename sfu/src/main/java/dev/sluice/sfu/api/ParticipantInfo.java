package dev.sluice.sfu.api;

import java.util.List;

/**
 * A participant as others see it.
 *
 * @param id unique on the server, new for each join
 * @param identity who it is: from the token, or given at the join
 * @param name for people to read; at most 256 characters
 * @param publications what it publishes now
 */
public record ParticipantInfo(
        String id,
        String identity,
        String name,
        ConnectionState connection,
        List<PublicationInfo> publications) {

    public ParticipantInfo {
        publications = List.copyOf(publications);
    }

    /** The state of the participant's media path. */
    public enum ConnectionState {
        /** Nothing negotiated or ICE and DTLS not yet through. */
        CONNECTING,
        CONNECTED,
        /** No authenticated packet for 7 s; it may come back. */
        DISCONNECTED
    }
}
