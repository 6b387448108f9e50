package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.WaitingInfo;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.Tally;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import dev.sluice.signaling.session.Admission;
import dev.sluice.signaling.session.IceServers;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says and hears: requests become calls on its participant, events become messages.
 * It outlives a broken socket for a while; a client that comes back in time goes on over another
 * one. Lives on the event loop of its first socket; methods for other threads say so.
 */
final class Session {

    /** After an abrupt end the client may come back before others see it leave. */
    static final long GRACE_SECONDS = 30;

    static final int NORMAL_CLOSURE = 1000;

    /** The client went on over another socket. */
    static final int RESUMED_ELSEWHERE = 4000;

    /** There is nothing to come back to: join anew. */
    static final int GONE = 4001;

    /** What sessions of a server share. */
    record Services(
            MediaServer media,
            Admission admission,
            IceServers iceServers,
            Resumables resumables,
            CallCenter calls,
            Tally tally,
            Limits limits) {}

    private enum State {
        NEW,
        JOINING,
        WAITING,
        JOINED,
        ENDED
    }

    private final Services services;
    private final Line line;
    private final EventExecutor loop;
    private final Replies replies;
    private final CallRequests calls;
    private State state = State.NEW;
    private String room = "";
    private @Nullable String waitingId;
    private @Nullable CompletableFuture<ObjectNode> joinReply;
    private @Nullable String resumeToken;
    private @Nullable Requests requests;
    private @Nullable Participant participant;
    private @Nullable List<RoomEvent> early = new ArrayList<>();
    private @Nullable ScheduledFuture<?> grace;
    private @Nullable Long lastRequest;
    private int pending;
    private boolean leaving;

    Session(Services services, Outbox out, EventExecutor loop) {
        this.services = services;
        this.line = new Line(out, services.limits());
        this.loop = loop;
        this.replies = new Replies(line, services.tally());
        this.calls =
                new CallRequests(
                        services.calls(),
                        services.admission(),
                        loop,
                        event -> line.say(Json.text(event)));
    }

    /** A message of the client's. Any thread; one after the other. */
    void receive(String text, Outbox from) {
        if (loop.inEventLoop()) {
            onMessage(text, from);
        } else {
            loop.execute(() -> onMessage(text, from));
        }
    }

    private void onMessage(String text, Outbox from) {
        if (state == State.ENDED || line.out() != from) {
            return;
        }
        Long id = null;
        try {
            Fields message = Fields.parse(text);
            long number = message.number("id");
            id = number;
            String type = message.text("type");
            lastRequest = id;
            CompletionStage<ObjectNode> reply = handle(type, number, message);
            if (reply == null) {
                return;
            }
            line.pending(++pending);
            var unused =
                    reply.whenCompleteAsync(
                            (body, failure) -> finish(type, number, body, failure), loop);
        } catch (RuntimeException e) {
            replies.error(id, e);
        }
    }

    /** Null when nothing is to be replied here. */
    private @Nullable CompletionStage<ObjectNode> handle(String type, long id, Fields message) {
        if (type.equals("join")) {
            return join(message);
        }
        if (type.equals("resume")) {
            resume(id, message);
            return null;
        }
        if (type.equals("ping")) {
            return CompletableFuture.completedFuture(Json.object());
        }
        if (CallRequests.TYPES.contains(type)) {
            return calls.handle(type, message);
        }
        Requests joined = requests;
        if (joined != null) {
            leaving |= isFarewell(type);
            return joined.handle(type, message);
        }
        if (state == State.WAITING && type.equals("leave")) {
            leaving = true;
            return CompletableFuture.completedFuture(Json.object());
        }
        if (Requests.isForJoined(type)) {
            throw new RejectedException(
                    Code.FORBIDDEN, "'" + type + "' comes after join; send join first.");
        }
        throw Requests.unknown(type);
    }

    private CompletionStage<ObjectNode> join(Fields message) {
        requireNew("join");
        room = message.text("room");
        String subscribe = message.optionalText("subscribe");
        if (subscribe != null && !subscribe.equals("all") && !subscribe.equals("none")) {
            throw Fields.bad("subscribe: give \"all\" or \"none\".");
        }
        JoinRequest.Builder request =
                services.admission()
                        .admit(
                                room,
                                message.optionalText("token"),
                                message.optionalText("identity"),
                                message.optionalText("name"),
                                !"none".equals(subscribe))
                        .password(message.optionalText("password"))
                        .canWait(true);
        if (message.has("attributes")) {
            request.attributes(message.texts("attributes"));
        }
        CompletionStage<Joined> joining =
                services.media().join(room, request.build(), this::onEvent);
        state = State.JOINING;
        CompletableFuture<ObjectNode> reply = new CompletableFuture<>();
        joinReply = reply;
        var unused =
                joining.whenCompleteAsync(
                        (joined, failure) -> onJoined(reply, joined, failure), loop);
        return reply;
    }

    private void requireNew(String type) {
        if (state != State.NEW) {
            throw new RejectedException(
                    Code.CONFLICT,
                    "This connection joined already; open another one for '" + type + "'.");
        }
    }

    private void onJoined(
            CompletableFuture<ObjectNode> reply,
            @Nullable Joined joined,
            @Nullable Throwable failure) {
        // A welcome to a large room is large; nobody asks for it again.
        joinReply = null;
        if (joined == null || failure != null) {
            reply.completeExceptionally(
                    failure == null ? new IllegalStateException("no join") : failure);
            if (state == State.WAITING) {
                end(LeaveReason.REFUSED);
            }
            return;
        }
        if (state == State.ENDED) {
            var unused = joined.participant().leave();
            return;
        }
        participant = joined.participant();
        requests = new Requests(joined.participant(), services.limits(), loop);
        String token = services.resumables().add(this);
        resumeToken = token;
        ObjectNode welcome = Welcome.of(joined, services, token);
        if (state == State.JOINING) {
            reply.complete(welcome);
            return;
        }
        line.say(Json.text(Json.object().put("type", "admitted").setAll(welcome)));
        entered();
    }

    private void finish(
            String type, long id, @Nullable ObjectNode body, @Nullable Throwable failure) {
        line.pending(--pending);
        if (state == State.ENDED) {
            return;
        }
        if (body != null && failure == null) {
            replies.ok(id, body);
            after(type);
            return;
        }
        if (type.equals("join")) {
            state = State.NEW;
        }
        leaving &= !isFarewell(type);
        replies.error(id, failure);
    }

    private void after(String type) {
        if (type.equals("join") && state == State.JOINING) {
            entered();
        } else if (type.equals("join") || type.equals("authenticate")) {
            line.joined();
        } else if (isFarewell(type)) {
            end(type.equals("leave") ? LeaveReason.LEFT : LeaveReason.ROOM_CLOSED);
        }
    }

    /** Its own reply comes before the end that it causes. */
    private static boolean isFarewell(String type) {
        return type.equals("leave") || type.equals("end-session");
    }

    private void entered() {
        state = State.JOINED;
        line.remember();
        line.joined();
        List<RoomEvent> waiting = early == null ? List.of() : early;
        early = null;
        waiting.forEach(this::deliver);
    }

    /** From the media server, on any thread. */
    private void onEvent(RoomEvent event) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> deliver(event));
        }
    }

    private void deliver(RoomEvent event) {
        if (event instanceof RoomEvent.Waiting waits) {
            waits(waits.self());
            return;
        }
        if (state == State.WAITING && event instanceof RoomEvent.Left left) {
            end(left.reason());
            return;
        }
        List<RoomEvent> waiting = early;
        if (waiting != null && state != State.ENDED) {
            // The snapshot in the reply to join comes first.
            waiting.add(event);
            return;
        }
        if (state != State.JOINED) {
            return;
        }
        if (event instanceof RoomEvent.Left left) {
            if (!leaving) {
                end(left.reason());
            }
            return;
        }
        String text = EventTexts.of(event);
        if (text != null && isNews(event)) {
            line.sayNews(text);
        } else if (text != null) {
            line.say(text);
        }
    }

    /** Of people, of whom a large room has many that come, go and change at once. */
    private static boolean isNews(RoomEvent event) {
        return event instanceof RoomEvent.ParticipantJoined
                || event instanceof RoomEvent.ParticipantUpdated
                || event instanceof RoomEvent.ParticipantLeft
                || event instanceof RoomEvent.QualityChanged;
    }

    private void waits(WaitingInfo self) {
        CompletableFuture<ObjectNode> reply = joinReply;
        if (state == State.JOINING && reply != null) {
            state = State.WAITING;
            waitingId = self.id();
            reply.complete(Json.object().set("waiting", Json.waiting(self)));
        } else {
            var unused = services.media().withdraw(room, self.id());
        }
    }

    /** A client that comes back, on a socket of its own: hands the socket to its old session. */
    private void resume(long id, Fields message) {
        requireNew("resume");
        long received = message.number("received");
        Session old = services.resumables().find(message.text("token"));
        Outbox socket = line.out();
        if (old == null || socket == null) {
            throw new RejectedException(
                    Code.NOT_FOUND, "There is no such session any more; join anew.");
        }
        state = State.ENDED;
        line.over(null);
        socket.handOver(old);
        old.loop.execute(() -> old.goOnOver(socket, id, received));
    }

    private void goOnOver(Outbox socket, long id, long received) {
        List<String> missed = state == State.JOINED ? line.missed(received) : null;
        if (missed == null) {
            services.tally().close(Tally.Closed.MISSED_TOO_MUCH);
            socket.send(
                    Json.text(
                            Json.error(
                                    id,
                                    new RejectedException(
                                            Code.NOT_FOUND,
                                            "Too much was missed, or the session ended; join"
                                                    + " anew."))));
            socket.close(GONE, "join anew");
            return;
        }
        Outbox before = line.over(socket);
        if (before != null) {
            before.close(RESUMED_ELSEWHERE, "resumed elsewhere");
        }
        cancelGrace();
        socket.joined();
        socket.pending(pending);
        ObjectNode reply =
                Json.object().put("type", "ok").put("id", id).put("missed", missed.size());
        socket.send(Json.text(reply.put("lastRequest", lastRequest)));
        missed.forEach(socket::send);
        present(Presence.HERE);
    }

    private void present(Presence presence) {
        Participant me = participant;
        if (me != null) {
            me.presence(presence);
        }
    }

    /** Ends the session for that reason, if the socket is still its own. Any thread. */
    void endFrom(Outbox socket, LeaveReason reason) {
        loop.execute(() -> {
            if (line.out() == socket) {
                end(reason);
            }
        });
    }

    /** Ends the session, whatever its socket. Any thread. */
    void endLater(LeaveReason reason) {
        loop.execute(() -> end(reason));
    }

    /** Says goodbye and closes. The participant is gone or goes now. */
    private void end(LeaveReason reason) {
        if (state == State.ENDED) {
            return;
        }
        boolean told = state == State.JOINED || state == State.WAITING;
        forget();
        if (told) {
            line.say(Json.text(Events.left(reason)));
        }
        line.close(NORMAL_CLOSURE, Json.lower(reason));
        Participant me = participant;
        if (me != null) {
            var unused = me.leave();
        }
    }

    /** No more requests, events or returns. */
    private void forget() {
        if (state == State.WAITING && waitingId != null) {
            var unused = services.media().withdraw(room, waitingId);
        }
        state = State.ENDED;
        calls.close();
        cancelGrace();
        if (resumeToken != null) {
            services.resumables().remove(resumeToken);
        }
    }

    private void cancelGrace() {
        if (grace != null) {
            grace.cancel(false);
            grace = null;
        }
    }

    /**
     * A socket is gone. Any thread.
     *
     * @param goodbye the client closed it; false: it broke, or was too slow
     */
    void onClosed(Outbox socket, boolean goodbye) {
        if (loop.inEventLoop()) {
            closed(socket, goodbye);
        } else {
            loop.execute(() -> closed(socket, goodbye));
        }
    }

    private void closed(Outbox socket, boolean goodbye) {
        if (state == State.ENDED || line.out() != socket) {
            return;
        }
        line.over(null);
        Participant me = participant;
        if (goodbye || me == null) {
            forget();
            if (me != null) {
                var unused = me.leave();
            }
            return;
        }
        present(Presence.RECONNECTING);
        grace = loop.schedule(this::giveUp, GRACE_SECONDS, TimeUnit.SECONDS);
    }

    private void giveUp() {
        forget();
        Participant me = participant;
        if (me != null) {
            var unused = me.timeOut();
        }
    }
}
