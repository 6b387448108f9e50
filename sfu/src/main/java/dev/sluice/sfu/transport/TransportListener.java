package dev.sluice.sfu.transport;

import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;

/** What a transport tells its participant. Called on the transport's loop. */
public interface TransportListener {

    void onState(ConnectionState state);

    /**
     * The transport is of no use any more: no sign of life for the whole of the allowed time, or
     * the peer could not prove who it is.
     */
    void onDead(String reason);
}
