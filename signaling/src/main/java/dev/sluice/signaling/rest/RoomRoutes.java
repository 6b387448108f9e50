package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.WaitingInfo;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import dev.sluice.signaling.json.SettingsPatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rooms, their sessions and their waiting rooms. */
final class RoomRoutes {

    private final MediaServer media;

    RoomRoutes(MediaServer media) {
        this.media = media;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "rooms", this::list),
                new Route("POST", "rooms", this::create),
                new Route("GET", "rooms/{room}", this::show),
                new Route("PATCH", "rooms/{room}", this::change),
                new Route("DELETE", "rooms/{room}", call -> done(call, new RoomCommand.End())),
                new Route("POST", "rooms/{room}/start", call -> act(call, new RoomCommand.Start())),
                new Route("POST", "rooms/{room}/pause", call -> act(call, new RoomCommand.Pause())),
                new Route(
                        "POST", "rooms/{room}/resume", call -> act(call, new RoomCommand.Resume())),
                new Route("GET", "rooms/{room}/waiting", this::waiting),
                new Route(
                        "POST",
                        "rooms/{room}/waiting/{waiting}/admit",
                        call -> done(call, new RoomCommand.Admit(call.at("waiting")))),
                new Route(
                        "POST",
                        "rooms/{room}/waiting/{waiting}/refuse",
                        call -> done(call, new RoomCommand.Refuse(call.at("waiting")))));
    }

    private CompletionStage<Answer> list(Route.Call call) {
        return media.rooms()
                .thenApply(rooms -> Answers.page(call, "rooms", rooms, RoomInfo::name, Json::room));
    }

    private CompletionStage<Answer> create(Route.Call call) {
        Fields body = call.body();
        RoomSettings settings =
                SettingsPatch.read(body).apply(RoomSettings.DEFAULT.toBuilder()).build();
        return media.createRoom(body.text("name"), settings)
                .thenApply(room -> Answers.created(Json.room(room)));
    }

    private CompletionStage<Answer> show(Route.Call call) {
        return media.room(call.at("room")).thenApply(room -> Answers.ok(Json.room(room)));
    }

    /** Settings, lock and recording, whichever are named. */
    private CompletionStage<Answer> change(Route.Call call) {
        Fields body = call.body();
        List<RoomCommand> commands = new ArrayList<>();
        commands.add(new RoomCommand.ChangeSettings(SettingsPatch.read(body)));
        if (body.has("locked")) {
            commands.add(new RoomCommand.Lock(body.flag("locked")));
        }
        if (body.has("recording")) {
            commands.add(new RoomCommand.SetRecording(body.flag("recording")));
        }
        CompletionStage<RoomReply> last = CompletableFuture.completedFuture(RoomReply.DONE);
        for (RoomCommand command : commands) {
            last = last.thenCompose(before -> media.command(call.at("room"), command));
        }
        return last.thenCompose(done -> show(call));
    }

    private CompletionStage<Answer> waiting(Route.Call call) {
        return media.waiting(call.at("room"))
                .thenApply(
                        all -> Answers.page(call, "waiting", all, WaitingInfo::id, Json::waiting));
    }

    private CompletionStage<Answer> act(Route.Call call, RoomCommand command) {
        return media.command(call.at("room"), command).thenCompose(done -> show(call));
    }

    private CompletionStage<Answer> done(Route.Call call, RoomCommand command) {
        return media.command(call.at("room"), command).thenApply(done -> Answers.nothing());
    }
}
