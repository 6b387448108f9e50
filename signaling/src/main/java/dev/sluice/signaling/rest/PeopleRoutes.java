package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.signaling.auth.RoleNames;
import dev.sluice.signaling.auth.TokenVerifier;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Participants, what they publish, and the tokens they come with. */
final class PeopleRoutes {

    private final MediaServer media;
    private final @Nullable TokenVerifier verifier;

    /**
     * Routes over a media server.
     *
     * @param verifier null: no keys, so there are no tokens
     */
    PeopleRoutes(MediaServer media, @Nullable TokenVerifier verifier) {
        this.media = media;
        this.verifier = verifier;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "rooms/{room}/participants", this::list),
                new Route("GET", "rooms/{room}/participants/{participant}", this::show),
                new Route("PATCH", "rooms/{room}/participants/{participant}", this::change),
                new Route(
                        "DELETE",
                        "rooms/{room}/participants/{participant}",
                        call -> done(call, new RoomCommand.Remove(call.at("participant")))),
                new Route("GET", "rooms/{room}/publications", this::publications),
                new Route(
                        "DELETE",
                        "rooms/{room}/publications/{publication}",
                        call ->
                                done(
                                        call,
                                        new RoomCommand.StopPublication(call.at("publication")))),
                new Route(
                        "POST",
                        "rooms/{room}/publications/{publication}/mute",
                        call -> done(call, new RoomCommand.MuteOther(call.at("publication")))),
                new Route(
                        "POST",
                        "rooms/{room}/publications/{publication}/ask-unmute",
                        call -> done(call, new RoomCommand.AskToUnmute(call.at("publication")))),
                new Route("POST", "revocations", this::revoke));
    }

    /** Those of a room that there is. */
    private CompletionStage<List<ParticipantInfo>> all(Route.Call call) {
        String room = call.at("room");
        return media.room(room).thenCompose(info -> media.participants(room));
    }

    private CompletionStage<Answer> list(Route.Call call) {
        return all(call)
                .thenApply(all ->
                        Answers.page(
                                call, "participants", all, ParticipantInfo::id, Json::participant));
    }

    private CompletionStage<Answer> show(Route.Call call) {
        return all(call)
                .thenApply(all ->
                        all.stream()
                                .filter(one -> one.id().equals(call.at("participant")))
                                .findFirst()
                                .map(one -> Answers.ok(Json.participant(one)))
                                .orElseThrow(() ->
                                        new RejectedException(
                                                Code.NOT_FOUND, "There is no such participant.")));
    }

    private CompletionStage<Answer> change(Route.Call call) {
        Fields body = call.body();
        String id = call.at("participant");
        List<RoomCommand> commands = new ArrayList<>();
        if (body.has("role")) {
            Role role = RoleNames.parse(body.text("role"));
            if (role == null) {
                throw Fields.bad("role: give host, co-host, moderator, participant or viewer.");
            }
            commands.add(new RoomCommand.SetRole(id, role));
        }
        if (body.has("chatMuted")) {
            commands.add(new RoomCommand.MuteChatter(id, body.flag("chatMuted")));
        }
        if (body.has("hand")) {
            if (body.flag("hand")) {
                throw Fields.bad("hand: give false; only participants raise theirs.");
            }
            commands.add(new RoomCommand.LowerHand(id));
        }
        CompletionStage<RoomReply> last = CompletableFuture.completedFuture(RoomReply.DONE);
        for (RoomCommand command : commands) {
            last = last.thenCompose(before -> media.command(call.at("room"), command));
        }
        return last.thenCompose(done -> show(call));
    }

    private CompletionStage<Answer> publications(Route.Call call) {
        return all(call)
                .thenApply(all -> {
                    List<PublicationInfo> publications = new ArrayList<>();
                    all.forEach(one -> publications.addAll(one.publications()));
                    return Answers.page(
                            call,
                            "publications",
                            publications,
                            PublicationInfo::id,
                            Json::publication);
                });
    }

    private CompletionStage<Answer> revoke(Route.Call call) {
        Fields body = call.body();
        media.revoke(
                body.has("token")
                        ? requireVerifier().verify(body.text("token")).access()
                        : new JoinRequest.Access(
                                "jti:" + body.text("jti"), expiry(body).toEpochMilli()));
        return CompletableFuture.completedFuture(Answers.nothing());
    }

    private TokenVerifier requireVerifier() {
        if (verifier == null) {
            throw new RejectedException(
                    Code.CONFLICT, "This server has no keys, so there are no tokens to revoke.");
        }
        return verifier;
    }

    private static Instant expiry(Fields body) {
        try {
            return Instant.parse(body.text("expiresAt"));
        } catch (DateTimeException e) {
            throw Fields.bad("expiresAt: give the token's, such as 2026-12-31T20:00:00Z.");
        }
    }

    private CompletionStage<Answer> done(Route.Call call, RoomCommand command) {
        return media.command(call.at("room"), command).thenApply(done -> Answers.nothing());
    }
}
