package dev.sluice.signaling.client;

import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import java.util.List;

/** A participant as the server describes it. */
public record RemoteParticipant(
        String id,
        String identity,
        String name,
        ConnectionState connection,
        List<RemotePublication> publications) {

    public RemoteParticipant {
        publications = List.copyOf(publications);
    }
}
