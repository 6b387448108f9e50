package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.signaling.sdp.SdpLimits;
import dev.sluice.signaling.session.Admission;
import dev.sluice.signaling.session.IceServers;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says and hears over one connection: requests become calls on its participant,
 * events become messages. Lives on the connection's event loop; only {@link #onEvent} comes from
 * elsewhere and hops there.
 */
final class Session {

    /** After an abrupt end the client may come back before others see it leave. */
    static final long GRACE_SECONDS = 30;

    static final int NORMAL_CLOSURE = 1000;

    /** What sessions of a server share. */
    record Services(
            MediaServer media, Admission admission, IceServers iceServers, int maxMessageBytes) {}

    private enum State {
        NEW,
        JOINING,
        JOINED,
        ENDED
    }

    private final Services services;
    private final Outbox out;
    private final EventExecutor loop;
    private final Replies replies;
    private State state = State.NEW;
    private @Nullable Requests requests;
    private @Nullable Participant participant;
    private @Nullable List<RoomEvent> early = new ArrayList<>();
    private int pending;
    private boolean leaving;

    Session(Services services, Outbox out, EventExecutor loop) {
        this.services = services;
        this.out = out;
        this.loop = loop;
        this.replies = new Replies(out);
    }

    boolean isJoined() {
        return state == State.JOINED;
    }

    void onMessage(String text) {
        if (state == State.ENDED) {
            return;
        }
        Long id = null;
        try {
            Message message = Message.parse(text);
            id = message.id();
            long number = id;
            String type = message.type();
            CompletionStage<ObjectNode> reply = handle(type, message);
            out.pending(++pending);
            var unused =
                    reply.whenCompleteAsync(
                            (body, failure) -> finish(type, number, body, failure), loop);
        } catch (RuntimeException e) {
            replies.error(id, e);
        }
    }

    private CompletionStage<ObjectNode> handle(String type, Message message) {
        if (type.equals("join")) {
            return join(message);
        }
        Requests joined = requests;
        if (joined == null) {
            if (Requests.TYPES.contains(type)) {
                throw new RejectedException(
                        Code.FORBIDDEN, "'" + type + "' comes after join; send join first.");
            }
            throw Requests.unknown(type);
        }
        leaving |= type.equals("leave");
        return joined.handle(type, message);
    }

    private CompletionStage<ObjectNode> join(Message message) {
        if (state != State.NEW) {
            throw new RejectedException(
                    Code.CONFLICT,
                    "This connection joined already; open another one for another room.");
        }
        String room = message.text("room");
        String subscribe = message.optionalText("subscribe");
        if (subscribe != null && !subscribe.equals("all") && !subscribe.equals("none")) {
            throw Message.bad("subscribe: give \"all\" or \"none\".");
        }
        JoinRequest request =
                services.admission()
                        .admit(
                                room,
                                message.optionalText("token"),
                                message.optionalText("identity"),
                                message.optionalText("name"),
                                !"none".equals(subscribe));
        CompletionStage<ObjectNode> welcome =
                services.media()
                        .join(room, request, this::onEvent)
                        .thenApplyAsync(this::welcome, loop);
        state = State.JOINING;
        return welcome;
    }

    private ObjectNode welcome(Joined joined) {
        Participant me = joined.participant();
        if (state == State.ENDED) {
            var unused = me.leave();
            throw new RejectedException(Code.NOT_FOUND, "The connection ended.");
        }
        participant = me;
        requests = new Requests(me, loop);
        ObjectNode welcome = Json.object();
        welcome.putObject("participant")
                .put("id", me.id())
                .put("identity", me.identity())
                .put("name", me.name());
        welcome.putObject("room").put("name", me.roomName());
        ArrayNode others = welcome.putArray("participants");
        joined.others().forEach(other -> others.add(Json.participant(other)));
        ArrayNode iceServers = welcome.putArray("iceServers");
        services.iceServers().of(me.id()).forEach(server -> iceServers.add(Json.iceServer(server)));
        welcome.putObject("limits")
                .put("maxMessageBytes", services.maxMessageBytes())
                .put("maxSdpCharacters", SdpLimits.STANDARD.characters())
                .put("maxNameCharacters", Admission.MAX_NAME_CHARACTERS);
        return welcome;
    }

    private void finish(
            String type, long id, @Nullable ObjectNode body, @Nullable Throwable failure) {
        out.pending(--pending);
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
        leaving &= !type.equals("leave");
        replies.error(id, failure);
    }

    private void after(String type) {
        if (type.equals("join")) {
            state = State.JOINED;
            out.joined();
            replayEarly();
        } else if (type.equals("leave")) {
            end(LeaveReason.LEFT);
        }
    }

    /** From the media server, on any thread. */
    private void onEvent(RoomEvent event) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> deliver(event));
        }
    }

    private void deliver(RoomEvent event) {
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
        ObjectNode message = Events.message(event);
        if (message != null) {
            out.send(Json.text(message));
        }
    }

    private void replayEarly() {
        List<RoomEvent> waiting = early == null ? List.of() : early;
        early = null;
        waiting.forEach(this::deliver);
    }

    /** Says goodbye and closes. The participant is gone or goes now. */
    void end(LeaveReason reason) {
        if (state == State.ENDED) {
            return;
        }
        boolean told = state == State.JOINED;
        state = State.ENDED;
        if (told) {
            out.send(Json.text(Events.left(reason)));
        }
        out.close(NORMAL_CLOSURE, Json.lower(reason));
        leave();
    }

    /**
     * The connection is gone.
     *
     * @param goodbye the client closed it; false: it broke, or was too slow
     */
    void onClosed(boolean goodbye) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        Participant me = participant;
        if (goodbye || me == null) {
            leave();
        } else {
            me.presence(ParticipantInfo.Presence.RECONNECTING);
            var unused = loop.schedule(this::leave, GRACE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void leave() {
        Participant me = participant;
        if (me != null) {
            var unused = me.leave();
        }
    }
}
