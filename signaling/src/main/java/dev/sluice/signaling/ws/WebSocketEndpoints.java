package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.AddressCounter;
import dev.sluice.signaling.http.Tally;
import dev.sluice.signaling.http.WebSocketUpgrade;
import dev.sluice.signaling.session.Admission;
import dev.sluice.signaling.session.IceServers;
import io.netty.channel.ChannelHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** The WebSocket connections of a server. Safe from any thread. */
public final class WebSocketEndpoints implements WebSocketUpgrade.Handlers {

    private final Session.Services services;
    private final long joinMillis;
    private final Set<WebSocketEndpoint> open = ConcurrentHashMap.newKeySet();
    private final LongAdder cutOff = new LongAdder();

    /**
     * Makes connections for this server.
     *
     * @param random unguessable
     * @param tally counts what passes a limit
     * @param joinMillis from the handshake to the join, at most
     */
    public WebSocketEndpoints(
            MediaServer media,
            Admission admission,
            IceServers iceServers,
            CallCenter calls,
            RandomGenerator random,
            Tally tally,
            Limits limits,
            long joinMillis) {
        this.services =
                new Session.Services(
                        media, admission, iceServers, new Resumables(random), calls, tally, limits);
        this.joinMillis = joinMillis;
    }

    @Override
    public ChannelHandler create(AddressCounter.Place place) {
        WebSocketEndpoint endpoint =
                new WebSocketEndpoint(services, place, joinMillis, this::onClosed);
        open.add(endpoint);
        return endpoint;
    }

    private void onClosed(WebSocketEndpoint endpoint) {
        if (endpoint.wasCutOff()) {
            cutOff.increment();
        }
        open.remove(endpoint);
    }

    @Override
    public ChannelHandler guard() {
        return new StrangerLimit(services.limits().of(Limit.STRANGER_BYTES));
    }

    /** Tells every client that the server goes down, and closes. Returns at once. */
    public void goingDown() {
        open.forEach(WebSocketEndpoint::goingDown);
        services.resumables().forEach(session -> session.endLater(LeaveReason.SERVER_CLOSED));
    }

    /** Connections so far that the server closed without a close of the client's. */
    public long cutOff() {
        return cutOff.sum();
    }

    /** Connections that are open now. */
    public int size() {
        return open.size();
    }
}
