package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import java.util.List;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages of rooms, and calls. */
final class TalkRoutes {

    private final MediaServer media;
    private final CallCenter calls;

    TalkRoutes(MediaServer media, CallCenter calls) {
        this.media = media;
        this.calls = calls;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "rooms/{room}/messages", this::messages),
                new Route("POST", "rooms/{room}/messages", this::send),
                new Route("DELETE", "rooms/{room}/messages/{message}", this::delete),
                new Route("GET", "calls", this::list),
                new Route("DELETE", "calls/{call}", this::end));
    }

    /** Those before an order, oldest first, as in the protocol; private ones too. */
    private CompletionStage<Answer> messages(Route.Call call) {
        int limit = call.number("limit", Answers.DEFAULT_LIMIT, 1, Answers.MAX_LIMIT);
        int before = call.number("before", 0, 0, Integer.MAX_VALUE);
        return media.command(call.at("room"), new RoomCommand.ReadMessages(before, limit))
                .thenApply(reply -> {
                    RoomReply.Messages read = (RoomReply.Messages) reply;
                    ObjectNode body = Json.object();
                    ArrayNode messages = body.putArray("messages");
                    read.messages().forEach(message -> messages.add(Json.message(message)));
                    return Answers.ok(body.put("more", read.more()));
                });
    }

    private CompletionStage<Answer> send(Route.Call call) {
        Fields body = call.body();
        RoomCommand command =
                new RoomCommand.SendMessage(body.text("text"), body.optionalText("to"));
        return media.command(call.at("room"), command)
                .thenApply(
                        reply -> Answers.created(Json.message(((RoomReply.Sent) reply).message())));
    }

    private CompletionStage<Answer> delete(Route.Call call) {
        return media.command(call.at("room"), new RoomCommand.DeleteMessage(call.at("message")))
                .thenApply(done -> Answers.nothing());
    }

    private CompletionStage<Answer> list(Route.Call call) {
        return calls.calls()
                .thenApply(all -> Answers.page(call, "calls", all, CallInfo::id, Json::call));
    }

    private CompletionStage<Answer> end(Route.Call call) {
        return calls.end(call.at("call")).thenApply(info -> Answers.ok(Json.call(info)));
    }
}
