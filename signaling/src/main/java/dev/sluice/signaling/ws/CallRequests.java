package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import dev.sluice.signaling.session.Admission;
import io.netty.util.concurrent.EventExecutor;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The requests of somebody who calls and can be called. On the session's loop. */
final class CallRequests implements CallCenter.Listener {

    static final Set<String> TYPES =
            Set.of("authenticate", "call", "accept", "decline", "cancel", "hang-up");

    private final CallCenter center;
    private final Admission admission;
    private final EventExecutor loop;
    private final Consumer<ObjectNode> say;
    private CallCenter.@Nullable Extension extension;
    private boolean mayCall;
    private boolean closed;

    /**
     * Nobody yet.
     *
     * @param say tells the client an event, on the loop
     */
    CallRequests(
            CallCenter center, Admission admission, EventExecutor loop, Consumer<ObjectNode> say) {
        this.center = center;
        this.admission = admission;
        this.loop = loop;
        this.say = say;
    }

    CompletionStage<ObjectNode> handle(String type, Fields message) {
        if (type.equals("authenticate")) {
            return authenticate(message);
        }
        CallCenter.Extension mine = extension;
        if (mine == null) {
            throw new RejectedException(
                    Code.FORBIDDEN,
                    "'" + type + "' comes after authenticate; send authenticate first.");
        }
        CompletionStage<CallInfo> call =
                switch (type) {
                    case "call" -> call(mine, message);
                    case "accept" -> mine.accept(message.text("call"));
                    case "decline" -> mine.decline(message.text("call"));
                    case "cancel" -> mine.cancel(message.text("call"));
                    default -> mine.hangUp(message.text("call"));
                };
        return call.thenApply(info -> Json.object().set("call", Json.call(info)));
    }

    private CompletionStage<ObjectNode> authenticate(Fields message) {
        if (extension != null) {
            throw new RejectedException(
                    Code.CONFLICT, "This connection is authenticated already; open another one.");
        }
        Admission.Caller caller =
                admission.authenticate(
                        message.optionalText("token"),
                        message.optionalText("identity"),
                        message.optionalText("name"));
        CallCenter.Extension mine = center.extension(caller.identity(), caller.name(), this);
        extension = mine;
        mayCall = caller.mayCall();
        return mine.open()
                .thenApplyAsync(
                        calls -> {
                            if (closed) {
                                mine.close();
                            }
                            ObjectNode reply =
                                    Json.object()
                                            .put("identity", caller.identity())
                                            .put("name", caller.name());
                            ArrayNode current = reply.putArray("calls");
                            calls.forEach(call -> current.add(Json.call(call)));
                            return reply;
                        },
                        loop)
                .whenCompleteAsync(
                        (reply, failure) -> {
                            if (failure != null) {
                                extension = null;
                            }
                        },
                        loop);
    }

    private CompletionStage<CallInfo> call(CallCenter.Extension mine, Fields message) {
        if (!mayCall) {
            throw new RejectedException(
                    Code.FORBIDDEN, "Calling is not permitted: ask for a token that grants it.");
        }
        RoomType type =
                switch (message.text("media")) {
                    case "voice" -> RoomType.VOICE;
                    case "video" -> RoomType.VIDEO;
                    default -> throw Fields.bad("media: give voice or video.");
                };
        return mine.call(message.text("identity"), type);
    }

    @Override
    public void changed(CallInfo call) {
        tell(Json.object().put("type", "call-updated").set("call", Json.call(call)));
    }

    @Override
    public void connect(CallInfo call, String ticket) {
        ObjectNode event = Json.object().put("type", "call-updated");
        event.set("call", Json.call(call));
        event.putObject("join").put("room", call.room()).put("token", ticket);
        tell(event);
    }

    private void tell(ObjectNode event) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> {
                if (!closed) {
                    say.accept(event);
                }
            });
        }
    }

    /** It rings here no more. */
    void close() {
        closed = true;
        if (extension != null) {
            extension.close();
        }
    }
}
