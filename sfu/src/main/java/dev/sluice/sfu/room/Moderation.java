package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.WaitingInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What those who keep order do to others. Every act that is done is audited. */
final class Moderation {

    private static final String ADMINISTRATOR = "administrator";

    private final Room room;

    Moderation(Room room) {
        this.room = room;
    }

    RoomReply apply(@Nullable Member actor, RoomCommand.Moderation command) {
        if (command instanceof RoomCommand.MuteOther c) {
            mute(actor, c);
        } else if (command instanceof RoomCommand.AskToUnmute c) {
            askToUnmute(actor, c);
        } else if (command instanceof RoomCommand.StopPublication c) {
            stop(actor, c);
        } else if (command instanceof RoomCommand.Remove c) {
            remove(actor, c);
        } else if (command instanceof RoomCommand.SetRole c) {
            setRole(actor, c);
        } else if (command instanceof RoomCommand.LowerHand c) {
            lowerHand(actor, c);
        } else if (command instanceof RoomCommand.MuteChatter c) {
            muteChatter(actor, c);
        } else if (command instanceof RoomCommand.Admit c) {
            admit(actor, c.waitingId());
        } else if (command instanceof RoomCommand.Refuse c) {
            refuse(actor, c.waitingId());
        } else {
            throw new IllegalStateException("every command of moderation is handled: " + command);
        }
        return RoomReply.DONE;
    }

    private void mute(@Nullable Member actor, RoomCommand.MuteOther command) {
        Publication publication = room.media().require(command.publicationId());
        Policy.requireOver(actor, Action.MUTE_OTHERS, publication.publisher());
        room.media().hold(publication);
        audit(actor, Action.MUTE_OTHERS, publication);
    }

    private void askToUnmute(@Nullable Member actor, RoomCommand.AskToUnmute command) {
        Publication publication = room.media().require(command.publicationId());
        Policy.requireOver(actor, Action.ASK_TO_UNMUTE, publication.publisher());
        publication
                .publisher()
                .sink()
                .event(
                        new RoomEvent.UnmuteAsked(
                                publication.id(), actor == null ? ADMINISTRATOR : actor.id()));
        audit(actor, Action.ASK_TO_UNMUTE, publication);
    }

    private void stop(@Nullable Member actor, RoomCommand.StopPublication command) {
        Publication publication = room.media().require(command.publicationId());
        Policy.requireOver(actor, Action.STOP_PUBLICATION, publication.publisher());
        room.media().stop(publication);
        audit(actor, Action.STOP_PUBLICATION, publication);
    }

    private void audit(@Nullable Member actor, Action action, Publication publication) {
        room.audit(
                actor,
                action,
                publication.publisher().identity(),
                publication.source() + " " + publication.id());
    }

    private void remove(@Nullable Member actor, RoomCommand.Remove command) {
        Member target = room.members().require(command.participantId());
        Policy.requireOver(actor, Action.REMOVE, target);
        room.remove(target);
        room.audit(actor, Action.REMOVE, target.identity(), target.id());
    }

    private void setRole(@Nullable Member actor, RoomCommand.SetRole command) {
        Member target = room.members().require(command.participantId());
        Policy.requireGranting(actor, target, command.role());
        if (target.role() != command.role()) {
            room.changeRole(target, command.role());
        }
        room.audit(actor, Action.SET_ROLE, target.identity(), command.role().name());
    }

    private void lowerHand(@Nullable Member actor, RoomCommand.LowerHand command) {
        Member target = room.members().require(command.participantId());
        Policy.require(actor, Action.LOWER_HANDS);
        if (target.hand() != 0) {
            target.hand(0);
            room.members().updated(target);
        }
        room.audit(actor, Action.LOWER_HANDS, target.identity(), null);
    }

    private void muteChatter(@Nullable Member actor, RoomCommand.MuteChatter command) {
        Member target = room.members().require(command.participantId());
        Policy.requireOver(actor, Action.MUTE_CHATTER, target);
        room.muteChatter(target, command.muted());
        room.audit(
                actor,
                Action.MUTE_CHATTER,
                target.identity(),
                command.muted() ? "muted" : "unmuted");
    }

    private void admit(@Nullable Member actor, @Nullable String waitingId) {
        Policy.require(actor, Action.MANAGE_WAITING_ROOM);
        for (String id : chosen(waitingId)) {
            Lobby.Entry entry = take(id, true);
            room.lobby().remember(entry.info().identity());
            entry.sink().admitted();
            room.audit(actor, Action.MANAGE_WAITING_ROOM, entry.info().identity(), "admitted");
        }
    }

    private void refuse(@Nullable Member actor, @Nullable String waitingId) {
        Policy.require(actor, Action.MANAGE_WAITING_ROOM);
        for (String id : chosen(waitingId)) {
            Lobby.Entry entry = take(id, false);
            entry.sink().refused(LeaveReason.REFUSED);
            room.audit(actor, Action.MANAGE_WAITING_ROOM, entry.info().identity(), "refused");
        }
    }

    private List<String> chosen(@Nullable String waitingId) {
        return waitingId == null
                ? room.lobby().infos().stream().map(WaitingInfo::id).toList()
                : List.of(waitingId);
    }

    private Lobby.Entry take(String waitingId, boolean admitted) {
        Lobby.Entry entry = room.lobby().take(waitingId);
        if (entry == null) {
            throw Refusal.notFound("waiting participant", waitingId);
        }
        room.members()
                .toThose(
                        Action.MANAGE_WAITING_ROOM, new RoomEvent.WaitingLeft(waitingId, admitted));
        return entry;
    }
}
