package dev.sluice.sfu.transport;

import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.Quality;

/** Told much, does nothing. */
final class NoListener implements TransportListener {

    @Override
    public void onState(ConnectionState state) {}

    @Override
    public void onLayersWanted(String publicationId, int highest) {}

    @Override
    public void onAudioLevels(String publicationId, byte[] levels) {}

    @Override
    public void onQuality(Quality quality) {}

    @Override
    public void onAudioFallback(boolean active) {}

    @Override
    public void onUndecodable(String publicationId, String codec) {}

    @Override
    public void onDead(String reason) {}
}
