package dev.sluice.signaling.client;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Source;

/**
 * A publication as the server describes it.
 *
 * @param id unique on the server
 * @param muted by its publisher or a moderator
 */
public record RemotePublication(
        String id, String participantId, Source source, MediaKind kind, boolean muted) {}
