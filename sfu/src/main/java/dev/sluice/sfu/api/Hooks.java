package dev.sluice.sfu.api;

import dev.sluice.sfu.api.RoomEvent.Speaker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decisions that the embedder takes in the server's place. Each method stands for the server's own
 * decision unless it is overridden.
 *
 * <p>{@link #authorise} is called on the embedder's executor and answers when it likes. The others
 * are called on a room's loop, which carries media too: they must answer from memory, at once; what
 * blocks there makes calls stutter. Of one room they are never called two at a time, of several
 * rooms perhaps.
 *
 * <p>A {@link RejectedException} reaches whoever asked. Any other failure is logged; it refuses a
 * join or a message, and leaves layers and speakers to the server.
 */
public interface Hooks {

    /** Every decision is the server's. */
    Hooks NONE = new Hooks() {};

    /**
     * Decides about a join before the room hears of it.
     *
     * @return the request to go on with: the same, or one with another name, role or permissions; a
     *     stage that fails refuses, one that does not complete within 10 s too
     */
    default CompletionStage<JoinRequest> authorise(String room, JoinRequest request) {
        return CompletableFuture.completedFuture(request);
    }

    /**
     * Bounds what a participant gets of a video. Asked when the participant says what it wants, and
     * when a slot of its begins to carry the publication.
     *
     * @param wanted by the participant, {@link TrackSettings#DEFAULT} unless it said something
     * @return what holds: the layer is chosen within that
     */
    default TrackSettings layers(
            String room,
            ParticipantInfo subscriber,
            PublicationInfo publication,
            TrackSettings wanted) {
        return wanted;
    }

    /**
     * Decides who speaks. Asked 10 times a second while any sound comes.
     *
     * @param heard by the detector
     * @return what everybody is told, and by which large rooms choose the voices they carry; who is
     *     not in the room is left out
     */
    default Floor floor(String room, Floor heard) {
        return heard;
    }

    /**
     * Lets a message pass, changes it, sends it elsewhere, or stops it: {@link
     * RoomCommand.SendMessage}, {@link RoomCommand.SendData}, {@link RoomCommand.React} and others
     * of their group. Asked before the room looks at rights and limits.
     *
     * @param sender null: the administrator
     * @return what the sender is taken to have said; null refuses with FORBIDDEN
     */
    default RoomCommand.@Nullable Talk message(
            String room, @Nullable ParticipantInfo sender, RoomCommand.Talk message) {
        return message;
    }

    /**
     * Who speaks.
     *
     * @param speakers the loudest first
     * @param dominantId who has the floor, null: nobody had it yet
     */
    record Floor(List<Speaker> speakers, @Nullable String dominantId) {

        public Floor {
            speakers = List.copyOf(speakers);
        }
    }
}
