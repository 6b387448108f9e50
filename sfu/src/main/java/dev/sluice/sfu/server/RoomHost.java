package dev.sluice.sfu.server;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.room.Member;
import dev.sluice.sfu.room.Room;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One room on its loop, with the hosts of its members. Every method is called on that loop. */
final class RoomHost {

    private static final Logger LOG = LoggerFactory.getLogger(RoomHost.class);

    private final SluiceServer server;
    private final MediaLoop loop;
    private final Room room;
    private final Map<Member, ParticipantHost> hosts = new LinkedHashMap<>();
    private @Nullable ScheduledFuture<?> expiry;
    private boolean closed;

    RoomHost(SluiceServer server, MediaLoop loop, String name) {
        this.server = server;
        this.loop = loop;
        this.room = new Room(name, server.config().limits(), server.ids());
    }

    MediaLoop loop() {
        return loop;
    }

    Room room() {
        return room;
    }

    /** A closed room takes nobody: the server makes a new one of the same name. */
    boolean closed() {
        return closed;
    }

    List<ParticipantInfo> participants() {
        return room.participants();
    }

    ParticipantHost hostOf(Member member) {
        ParticipantHost host = hosts.get(member);
        if (host == null) {
            throw new IllegalStateException("every member has a host: " + member.id());
        }
        return host;
    }

    void join(JoinRequest request, Consumer<RoomEvent> events, CompletableFuture<Joined> result) {
        Member former = room.memberOf(request.identity());
        if (former != null) {
            end(former, LeaveReason.REPLACED);
        }
        ParticipantHost host = new ParticipantHost(server, this, events);
        List<ParticipantInfo> others = room.participants();
        Member member;
        try {
            member = room.join(request, host);
        } catch (RuntimeException e) {
            host.later(() -> result.completeExceptionally(e));
            expireIfEmpty();
            return;
        }
        host.member(member);
        hosts.put(member, host);
        stopExpiry();
        LOG.info("room={} participant={} joined", room.name(), member.id());
        host.later(() -> result.complete(new Joined(host, others)));
        room.welcome(member);
    }

    /** Ends a membership, whoever wished it; harmless when it has ended. */
    void end(Member member, LeaveReason reason) {
        ParticipantHost host = hosts.get(member);
        if (host == null) {
            return;
        }
        room.leave(member, reason);
        hosts.remove(member);
        host.closeTransport();
        LOG.info("room={} participant={} left reason={}", room.name(), member.id(), reason);
        expireIfEmpty();
    }

    void close(LeaveReason reason) {
        closed = true;
        stopExpiry();
        for (Member member : new ArrayList<>(hosts.keySet())) {
            end(member, reason);
        }
        stopExpiry();
        server.forget(this);
    }

    private void expireIfEmpty() {
        if (!room.isEmpty() || closed || expiry != null) {
            return;
        }
        long nanos = server.config().emptyRoomTimeout().toNanos();
        expiry = loop.eventLoop().schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
    }

    private void expire() {
        expiry = null;
        if (room.isEmpty()) {
            LOG.info("room={} closed after standing empty", room.name());
            close(LeaveReason.ROOM_CLOSED);
        }
    }

    private void stopExpiry() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
    }
}
