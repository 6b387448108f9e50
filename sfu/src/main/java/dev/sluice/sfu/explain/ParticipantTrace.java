package dev.sluice.sfu.explain;

import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.TransportTrace;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a participant in a call.
 *
 * @param transport null before its first offer
 * @param client what its client says of itself
 */
public record ParticipantTrace(
        ParticipantInfo participant, @Nullable TransportTrace transport, ClientTrace client) {}
