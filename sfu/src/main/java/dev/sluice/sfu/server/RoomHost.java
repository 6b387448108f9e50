package dev.sluice.sfu.server;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.SessionState;
import dev.sluice.sfu.api.WaitingInfo;
import dev.sluice.sfu.explain.CallTrace;
import dev.sluice.sfu.explain.ParticipantTrace;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.room.Member;
import dev.sluice.sfu.room.Moment;
import dev.sluice.sfu.room.Room;
import dev.sluice.sfu.room.WaitingSink;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One room on its loop, with the hosts of its members. Every method is called on that loop, but the
 * constructor.
 */
final class RoomHost {

    private static final Logger LOG = LoggerFactory.getLogger(RoomHost.class);

    private final SluiceServer server;
    private final MediaLoop loop;
    private final Room room;
    private final RoomSpeakers speakers;
    private final SerialExecutor tellServer;
    private final RoomTimeline timeline = new RoomTimeline();
    private final Map<Member, ParticipantHost> hosts = new LinkedHashMap<>();
    private @Nullable ScheduledFuture<?> expiry;
    private boolean closed;

    RoomHost(SluiceServer server, MediaLoop loop, String name, RoomSettings settings) {
        this.server = server;
        this.loop = loop;
        this.tellServer = new SerialExecutor(server.config().events(), server.limits());
        this.room =
                new Room(
                        name,
                        settings,
                        server.config().limits(),
                        server.limits(),
                        server.ids(),
                        this::onServerEvent,
                        now());
        this.speakers = new RoomSpeakers(loop, room, server.decisions());
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

    /**
     * What a live publication sends.
     *
     * @throws RejectedException NOT_FOUND
     */
    PublishedTrack track(String publicationId) {
        for (ParticipantHost host : hosts.values()) {
            PublishedTrack track = host.track(publicationId);
            if (track != null) {
                return track;
            }
        }
        throw new RejectedException(
                Code.NOT_FOUND, "there is no live publication \"" + publicationId + "\"");
    }

    /**
     * Asks why a participant's picture is as it is.
     *
     * @throws RejectedException NOT_FOUND
     */
    Explanation explanation(String participantId) {
        return new Explanation(host(participantId), hosts.values());
    }

    /**
     * Asks for all that is kept of a participant.
     *
     * @throws RejectedException NOT_FOUND
     */
    CompletionStage<ParticipantTrace> trace(String participantId) {
        return new Traces(List.of(host(participantId))).all().thenApply(all -> all.get(0));
    }

    /** Asks for all that is kept of the room. */
    CompletionStage<CallTrace> trace() {
        return new Traces(hosts.values()).call(room.info(), timeline.all());
    }

    /** Remembers what a member did. */
    void happened(
            Member member, String what, @Nullable String publication, @Nullable String detail) {
        timeline.add(now().epochMillis(), what, member.info(), publication, detail);
    }

    private ParticipantHost host(String participantId) {
        for (ParticipantHost host : hosts.values()) {
            if (host.id().equals(participantId)) {
                return host;
            }
        }
        throw new RejectedException(
                Code.NOT_FOUND, "there is no participant \"" + participantId + "\"");
    }

    ParticipantHost hostOf(Member member) {
        ParticipantHost host = hosts.get(member);
        if (host == null) {
            throw new IllegalStateException("every member has a host: " + member.id());
        }
        return host;
    }

    void join(JoinRequest request, Consumer<RoomEvent> events, CompletableFuture<Joined> result) {
        ParticipantHost host = new ParticipantHost(server, this, events);
        try {
            server.requireNotRevoked(request.access());
            if (room.knock(request, now())) {
                enter(host, request, result);
            } else {
                await(host, request, result);
            }
        } catch (RejectedException e) {
            host.later(() -> result.completeExceptionally(e));
            expireIfEmpty();
        }
    }

    private void await(
            ParticipantHost host, JoinRequest request, CompletableFuture<Joined> result) {
        WaitingInfo info =
                room.await(
                        request,
                        new WaitingSink() {
                            @Override
                            public void admitted() {
                                admit(host, request, result);
                            }

                            @Override
                            public void refused(LeaveReason reason) {
                                refuse(host, reason, result);
                            }
                        },
                        now());
        stopExpiry();
        LOG.atInfo()
                .addKeyValue("room", room.name())
                .addKeyValue("waiting", info.id())
                .log("room={} waiting={} waits", room.name(), info.id());
        host.event(new RoomEvent.Waiting(info));
    }

    private void admit(
            ParticipantHost host, JoinRequest request, CompletableFuture<Joined> result) {
        try {
            server.requireNotRevoked(request.access());
            enter(host, request, result);
        } catch (RejectedException e) {
            host.later(() -> result.completeExceptionally(e));
        }
    }

    private static void refuse(
            ParticipantHost host, LeaveReason reason, CompletableFuture<Joined> result) {
        host.event(new RoomEvent.Left(reason));
        host.later(() ->
                result.completeExceptionally(
                        new RejectedException(
                                Code.FORBIDDEN,
                                reason == LeaveReason.REFUSED
                                        ? "you were not let in"
                                        : "the wait ended: " + reason)));
    }

    private void enter(
            ParticipantHost host, JoinRequest request, CompletableFuture<Joined> result) {
        Member former = room.memberOf(request.identity());
        if (former != null) {
            room.leave(former, LeaveReason.REPLACED);
        }
        List<ParticipantInfo> others = room.participants();
        Member member = room.join(request, host);
        host.member(member);
        hosts.put(member, host);
        stopExpiry();
        LOG.atInfo()
                .addKeyValue("room", room.name())
                .addKeyValue("participant", member.id())
                .log("room={} participant={} joined", room.name(), member.id());
        Joined joined =
                new Joined(host, member.info(), others, room.info(), room.waitingFor(member));
        host.later(() -> result.complete(joined));
        room.welcome(member);
    }

    void withdraw(String waitingId) {
        room.withdraw(waitingId);
        expireIfEmpty();
    }

    /** Ends a membership, whoever wished it; harmless when it has ended. */
    void end(Member member, LeaveReason reason) {
        room.leave(member, reason);
    }

    /** Levels of a publication's packets: those of microphones that are not muted count. */
    void levels(long nowNanos, Member member, String publicationId, byte[] levels) {
        if (!closed && room.voiceOf(member, publicationId)) {
            speakers.levels(nowNanos, member, levels);
        }
    }

    /** The room let a member go. */
    void gone(Member member, LeaveReason reason) {
        speakers.forget(member);
        hosts.remove(member);
        if (reason == LeaveReason.REMOVED && member.access() != null) {
            server.revoke(member.access());
        }
        LOG.atInfo()
                .addKeyValue("room", room.name())
                .addKeyValue("participant", member.id())
                .addKeyValue("reason", reason)
                .log("room={} participant={} left reason={}", room.name(), member.id(), reason);
        expireIfEmpty();
    }

    RoomReply apply(@Nullable Member actor, RoomCommand command) {
        RoomReply reply = room.apply(actor, passed(actor, command), now());
        if (command instanceof RoomCommand.Control && room.state() != SessionState.ENDED) {
            // It may have been scheduled anew.
            stopExpiry();
        }
        expireIfEmpty();
        return reply;
    }

    private RoomCommand passed(@Nullable Member actor, RoomCommand command) {
        Decisions decisions = server.decisions();
        if (!decisions.none() && command instanceof RoomCommand.Talk message) {
            return decisions.message(room.name(), actor == null ? null : actor.info(), message);
        }
        return command;
    }

    void close(LeaveReason reason) {
        if (closed) {
            return;
        }
        closed = true;
        stopExpiry();
        speakers.close();
        room.end(reason);
        server.forget(this);
    }

    /** Starts the time that a room outlives its last participant, and a scheduled one its start. */
    void expireIfEmpty() {
        if (!room.isEmpty() || closed || expiry != null) {
            return;
        }
        long millis = server.config().emptyRoomTimeout().toMillis();
        if (room.state() == SessionState.SCHEDULED) {
            millis += Math.max(0, room.info().settings().startsAtMillis() - now().epochMillis());
        }
        expiry = loop.eventLoop().schedule(this::expire, millis, TimeUnit.MILLISECONDS);
    }

    private void expire() {
        expiry = null;
        if (room.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("room", room.name())
                    .log("room={} closed after standing empty", room.name());
            close(LeaveReason.ROOM_CLOSED);
        }
    }

    private void stopExpiry() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
    }

    private void onServerEvent(ServerEvent event) {
        timeline.tell(System.currentTimeMillis(), event);
        server.count(event);
        if (!tellServer.offer(() -> server.tell(event))) {
            server.countUntold();
            // By its kind only: names, attributes and settings of people are not for the log.
            String kind = event.getClass().getSimpleName();
            LOG.atWarn()
                    .addKeyValue("room", event.room())
                    .log("room={} listeners are too slow to be told {}", event.room(), kind);
        }
    }

    static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }
}
