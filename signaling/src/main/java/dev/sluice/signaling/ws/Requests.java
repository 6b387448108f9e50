package dev.sluice.signaling.ws;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.ReceiveMode;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.TrackSettings;
import dev.sluice.signaling.auth.SourceNames;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.session.Negotiation;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import tools.jackson.databind.node.ObjectNode;

/** The requests of a participant that joined. On the connection's event loop. */
final class Requests {

    static final Set<String> TYPES =
            Set.of(
                    "publish",
                    "unpublish",
                    "mute",
                    "offer",
                    "subscribe",
                    "unsubscribe",
                    "track-settings",
                    "receive-mode",
                    "stats",
                    "client-stats",
                    "leave");

    private static final int MAX_SHOWN_CHARACTERS = 64;

    private final Participant participant;
    private final Negotiation negotiation;
    private final Executor loop;
    private boolean offerInFlight;

    Requests(Participant participant, Limits limits, Executor loop) {
        this.negotiation = new Negotiation(limits);
        this.participant = participant;
        this.loop = loop;
    }

    /**
     * Does what is asked.
     *
     * @return the fields of the reply
     * @throws RejectedException when the request itself is wrong
     */
    CompletionStage<ObjectNode> handle(String type, Fields message) {
        return switch (type) {
            case "publish" -> publish(message);
            case "unpublish" -> done(participant.unpublish(message.text("publication")));
            case "mute" ->
                    done(participant.mute(message.text("publication"), message.flag("muted")));
            case "offer" -> offer(message);
            case "subscribe" -> done(participant.subscribe(message.text("publication")));
            case "unsubscribe" -> done(participant.unsubscribe(message.text("publication")));
            case "track-settings" -> trackSettings(message);
            case "receive-mode" -> done(participant.receiveMode(mode(message.text("mode"))));
            case "stats" -> participant.stats().thenApply(Json::stats);
            case "client-stats" -> done(participant.report(ClientStats.read(message)));
            case "leave" -> done(participant.leave());
            default -> command(type, message);
        };
    }

    private CompletionStage<ObjectNode> command(String type, Fields message) {
        RoomCommand command = Commands.parse(type, message);
        if (command == null) {
            throw unknown(type);
        }
        return participant.command(command).thenApply(Commands::reply);
    }

    /** Whether a type is of use only after the join. */
    static boolean isForJoined(String type) {
        return TYPES.contains(type) || Commands.TYPES.contains(type);
    }

    static RejectedException unknown(String type) {
        String shown =
                type.length() <= MAX_SHOWN_CHARACTERS
                        ? type
                        : type.substring(0, MAX_SHOWN_CHARACTERS) + "...";
        return Fields.bad(
                "type: there is no message '"
                        + shown.replaceAll("\\p{Cntrl}", "?")
                        + "'; see docs/PROTOCOL.md.");
    }

    private CompletionStage<ObjectNode> publish(Fields message) {
        Source source = SourceNames.parse(message.text("source"));
        if (source == null) {
            throw Fields.bad("source: give microphone, camera, screen or screen-audio.");
        }
        MediaKind kind = kind(message.text("kind"));
        boolean sound = source == Source.MICROPHONE || source == Source.SCREEN_AUDIO;
        if (sound != (kind == MediaKind.AUDIO)) {
            throw Fields.bad(
                    "kind: source "
                            + SourceNames.of(source)
                            + " is "
                            + (sound ? "audio" : "video")
                            + ".");
        }
        return participant
                .publish(source, kind)
                .thenApply(id ->
                        Json.object()
                                .set(
                                        "publication",
                                        Json.publication(
                                                new PublicationInfo(
                                                        id,
                                                        participant.id(),
                                                        source,
                                                        kind,
                                                        false))));
    }

    private CompletionStage<ObjectNode> trackSettings(Fields message) {
        TrackSettings settings =
                new TrackSettings(
                        message.flag("visible"),
                        message.optionalFlag("stage"),
                        message.optionalInt("maxHeight", TrackSettings.DEFAULT.maxHeight()),
                        message.optionalInt("maxFps", (int) TrackSettings.DEFAULT.maxFps()));
        return done(participant.trackSettings(message.text("publication"), settings));
    }

    private static ReceiveMode mode(String mode) {
        return switch (mode) {
            case "auto" -> ReceiveMode.AUTO;
            case "saver" -> ReceiveMode.SAVER;
            case "audio-only" -> ReceiveMode.AUDIO_ONLY;
            default -> throw Fields.bad("mode: give auto, saver or audio-only.");
        };
    }

    private static MediaKind kind(String kind) {
        return switch (kind) {
            case "audio" -> MediaKind.AUDIO;
            case "video" -> MediaKind.VIDEO;
            default -> throw Fields.bad("kind: give audio or video.");
        };
    }

    private CompletionStage<ObjectNode> offer(Fields message) {
        if (offerInFlight) {
            throw new RejectedException(
                    Code.CONFLICT, "The last offer is not answered yet; wait for its answer.");
        }
        Map<String, String> publications = message.texts("publications");
        int revision = message.optionalInt("revision", 0);
        Offer offer = negotiation.read(message.text("sdp"));
        offerInFlight = true;
        return participant
                .negotiate(offer.remote(), publications, revision)
                .thenApplyAsync(
                        local -> Json.object().put("sdp", negotiation.answer(offer, local)), loop)
                .whenCompleteAsync((reply, failure) -> offerInFlight = false, loop);
    }

    private static CompletionStage<ObjectNode> done(CompletionStage<Void> stage) {
        return stage.thenApply(nothing -> Json.object());
    }
}
