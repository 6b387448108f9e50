package dev.sluice.signaling.client;

import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import java.util.List;

/**
 * A participant as the server describes it.
 *
 * @param id unique on the server, new for each join
 * @param identity who it is
 * @param name for people to read
 */
public record RemoteParticipant(
        String id,
        String identity,
        String name,
        ConnectionState connection,
        Presence presence,
        List<RemotePublication> publications) {

    public RemoteParticipant {
        publications = List.copyOf(publications);
    }
}
