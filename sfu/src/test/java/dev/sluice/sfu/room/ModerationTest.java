package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.Source;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ModerationTest {

    private final RoomKit kit = new RoomKit();
    private final RoomKit.Person host = kit.person("host", Role.HOST);
    private final RoomKit.Person ada = kit.person("ada", Role.PARTICIPANT);

    @Test
    void shouldForwardNothingOfWhatAHostMutedUntilItsPublisherUnmutes() {
        host.receives(1);
        String microphone = ada.publishes(Source.MICROPHONE);
        assertEquals(microphone, host.bound.get("ra0").id());

        host.does(new RoomCommand.MuteOther(microphone));
        assertNull(host.bound.get("ra0"));
        assertTrue(ada.last(RoomEvent.PublicationUpdated.class).publication().muted());
        assertTrue(host.last(RoomEvent.PublicationUpdated.class).publication().muted());
        assertEquals(1, host.heard(RoomEvent.SlotBound.class).size(), "the slot stays bound");

        kit.room.mute(ada.in(), microphone, false);
        assertEquals(microphone, host.bound.get("ra0").id());
        assertFalse(host.last(RoomEvent.PublicationUpdated.class).publication().muted());
    }

    @Test
    void shouldKeepAMutedPublicationSilentForWhoComesLater() {
        String microphone = ada.publishes(Source.MICROPHONE);
        host.does(new RoomCommand.MuteOther(microphone));
        RoomKit.Person late = kit.person("late", Role.VIEWER);
        late.receives(1);
        assertEquals("ra0", late.last(RoomEvent.SlotBound.class).mid());
        assertNull(late.bound.get("ra0"));
    }

    @Test
    void shouldAskOnlyThePublisherToUnmute() {
        String microphone = ada.publishes(Source.MICROPHONE);
        RoomKit.Person bob = kit.person("bob", Role.PARTICIPANT);
        host.does(new RoomCommand.AskToUnmute(microphone));
        RoomEvent.UnmuteAsked asked = ada.last(RoomEvent.UnmuteAsked.class);
        assertEquals(microphone, asked.publicationId());
        assertEquals(host.id(), asked.byParticipantId());
        assertTrue(bob.heard(RoomEvent.UnmuteAsked.class).isEmpty());
    }

    @Test
    void shouldStopAShareAndTellItsPublisherToo() {
        String screen = ada.publishes(Source.SCREEN);
        host.does(new RoomCommand.StopPublication(screen));
        assertEquals(screen, ada.last(RoomEvent.PublicationRemoved.class).publicationId());
        assertEquals(screen, host.last(RoomEvent.PublicationRemoved.class).publicationId());
        host.refused(Code.NOT_FOUND, new RoomCommand.StopPublication(screen));
        kit.room.publish(ada.in(), Source.SCREEN, MediaKind.VIDEO);
    }

    @Test
    void shouldRemoveAndTellWhy() {
        String id = ada.id();
        host.does(new RoomCommand.Remove(id));
        assertEquals(LeaveReason.REMOVED, ada.left);
        assertEquals(LeaveReason.REMOVED, ada.last(RoomEvent.Left.class).reason());
        assertEquals(LeaveReason.REMOVED, host.last(RoomEvent.ParticipantLeft.class).reason());
        host.refused(Code.NOT_FOUND, new RoomCommand.Remove(id));
    }

    @Test
    void shouldKeepOutTheIdentityOfWhoWasRemovedWithoutAToken() {
        host.does(new RoomCommand.Remove(ada.id()));
        kit.turnedAway(Code.FORBIDDEN, JoinRequest.builder("ada", "Ada again"));
    }

    @Test
    void shouldLeaveItToTheTokenWhetherWhoWasRemovedComesBack() {
        JoinRequest.Access token = new JoinRequest.Access("t1", Long.MAX_VALUE);
        RoomKit.Person eve = kit.person(JoinRequest.builder("eve", "Eve").access(token));
        host.does(new RoomCommand.Remove(eve.id()));
        assertSame(token, eve.member.access());
        assertTrue(
                kit.person(
                                JoinRequest.builder("eve", "Eve")
                                        .access(new JoinRequest.Access("t2", Long.MAX_VALUE)))
                        .isIn());
    }

    @Test
    void shouldEndWhatADemotedParticipantMayPublishNoLonger() {
        ada.publishes(Source.CAMERA);
        host.does(new RoomCommand.SetRole(ada.id(), Role.VIEWER));
        assertEquals(1, ada.heard(RoomEvent.PublicationRemoved.class).size());
        assertTrue(ada.in().info().publications().isEmpty());
        assertEquals(
                Role.VIEWER, ada.last(RoomEvent.ParticipantUpdated.class).participant().role());
        RejectedException refusal =
                Assertions.assertThrows(
                        RejectedException.class,
                        () -> kit.room.publish(ada.in(), Source.CAMERA, MediaKind.VIDEO));
        assertEquals(Code.FORBIDDEN, refusal.code());

        host.does(new RoomCommand.SetRole(ada.id(), Role.PARTICIPANT));
        ada.publishes(Source.CAMERA);
    }

    @Test
    void shouldPassTheRoomOnWhenNobodyRunsItAnyMore() {
        RoomKit open = new RoomKit();
        RoomKit.Person first = auto(open, "first");
        RoomKit.Person second = auto(open, "second");
        RoomKit.Person third = auto(open, "third");
        assertEquals(Role.HOST, first.in().role());
        assertEquals(Role.PARTICIPANT, second.in().role());

        open.room.leave(first.in(), LeaveReason.LEFT);
        assertEquals(Role.HOST, second.in().role());
        assertEquals(Role.PARTICIPANT, third.in().role());
        ParticipantInfo told = third.last(RoomEvent.ParticipantUpdated.class).participant();
        assertEquals("second", told.identity());
        assertEquals(Role.HOST, told.role());
    }

    private static RoomKit.Person auto(RoomKit kit, String identity) {
        return kit.person(JoinRequest.builder(identity, identity).hostIfFirst(true));
    }

    @Test
    void shouldNotMakeAHostOfWhoCameWithAGrantedRole() {
        kit.room.leave(host.in(), LeaveReason.LEFT);
        assertEquals(Role.PARTICIPANT, ada.in().role());
    }

    @Test
    void shouldHideTheHidden() {
        RoomKit.Person ghost =
                kit.person(
                        JoinRequest.builder("ghost", "Ghost")
                                .permissions(
                                        new Permissions(
                                                Set.of(Source.values()), true, true, true)));
        assertTrue(
                host.heard(RoomEvent.ParticipantJoined.class).stream()
                        .noneMatch(e -> e.participant().identity().equals("ghost")));
        assertEquals(2, kit.room.participants().size());
        assertEquals(2, kit.room.info().participants());
        ghost.does(new RoomCommand.Describe("Ghostly", null));
        kit.room.leave(ghost.in(), LeaveReason.LEFT);
        assertTrue(host.heard(RoomEvent.ParticipantLeft.class).isEmpty());
        assertTrue(
                kit.toldOf(ServerEvent.ParticipantGone.class).stream()
                        .anyMatch(e -> e.participant().identity().equals("ghost")),
                "the embedder knows of it");
    }

    @Test
    void shouldAuditEveryActAndNoRefusal() {
        String microphone = ada.publishes(Source.MICROPHONE);
        ada.refused(Code.FORBIDDEN, new RoomCommand.Lock(true));
        host.does(new RoomCommand.MuteOther(microphone));
        host.does(new RoomCommand.Lock(true));
        kit.room.apply(null, new RoomCommand.Remove(ada.id()), kit.now());

        List<ServerEvent.Moderated> acts = kit.toldOf(ServerEvent.Moderated.class);
        assertEquals(3, acts.size());
        assertEquals(
                new ServerEvent.Moderated(
                        "r", "host", Action.MUTE_OTHERS, "ada", "MICROPHONE " + microphone),
                acts.get(0));
        assertEquals(
                new ServerEvent.Moderated("r", "host", Action.LOCK, null, "locked"), acts.get(1));
        assertEquals("administrator", acts.get(2).actor());
        assertEquals(Action.REMOVE, acts.get(2).action());
        assertEquals("ada", acts.get(2).target());
    }
}
