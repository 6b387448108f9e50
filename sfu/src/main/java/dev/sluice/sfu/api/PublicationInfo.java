package dev.sluice.sfu.api;

import dev.sluice.rtp.codec.MediaKind;

/**
 * A publication as others see it.
 *
 * @param id unique on the server
 * @param participantId whose it is
 * @param muted the publisher muted it; its slots stay bound
 */
public record PublicationInfo(
        String id, String participantId, Source source, MediaKind kind, boolean muted) {}
