package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.SessionState;
import dev.sluice.sfu.api.Source;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlTest {

    /** From each state, the commands that lead on; all others are refused with CONFLICT. */
    @Test
    void shouldTakeEveryTransitionAndNoOther() {
        Map<SessionState, Map<String, SessionState>> allowed = new EnumMap<>(SessionState.class);
        allowed.put(
                SessionState.SCHEDULED,
                Map.of("start", SessionState.IN_PROGRESS, "end", SessionState.ENDED));
        allowed.put(
                SessionState.IN_PROGRESS,
                Map.of("pause", SessionState.PAUSED, "end", SessionState.ENDED));
        allowed.put(
                SessionState.PAUSED,
                Map.of("resume", SessionState.IN_PROGRESS, "end", SessionState.ENDED));
        Map<String, RoomCommand> commands =
                Map.of(
                        "start", new RoomCommand.Start(),
                        "pause", new RoomCommand.Pause(),
                        "resume", new RoomCommand.Resume(),
                        "end", new RoomCommand.End());
        allowed.forEach((state, transitions) ->
                commands.forEach((name, command) -> {
                    RoomKit kit = in(state);
                    RoomKit.Person host = kit.person("host", Role.HOST);
                    if (transitions.containsKey(name)) {
                        host.does(command);
                        assertEquals(transitions.get(name), kit.room.state(), state + " " + name);
                    } else {
                        host.refused(Code.CONFLICT, command);
                        assertEquals(state, kit.room.state());
                    }
                }));
    }

    /** Nobody is in, so it is the administrator who tries; ending it once more changes nothing. */
    @Test
    void shouldNotLeadOutOfTheEnd() {
        RoomKit kit = new RoomKit();
        kit.person("ada", null);
        kit.room.apply(null, new RoomCommand.End(), kit.now());
        for (RoomCommand command :
                List.of(
                        new RoomCommand.Start(),
                        new RoomCommand.Pause(),
                        new RoomCommand.Resume())) {
            RejectedException refusal =
                    assertThrows(
                            RejectedException.class,
                            () -> kit.room.apply(null, command, kit.now()));
            assertEquals(Code.CONFLICT, refusal.code(), command.toString());
            assertEquals(SessionState.ENDED, kit.room.state());
        }
        kit.room.apply(null, new RoomCommand.End(), kit.now());
        assertEquals(SessionState.ENDED, kit.room.state());
        assertEquals(
                Code.CONFLICT,
                assertThrows(RejectedException.class, () -> kit.person("bob", null)).code());
    }

    private static RoomKit in(SessionState state) {
        boolean scheduled = state == SessionState.SCHEDULED;
        RoomKit kit =
                new RoomKit(settings ->
                        settings.startsAtMillis(scheduled ? RoomKit.START_MILLIS + 1_000 : 0));
        if (state == SessionState.PAUSED) {
            kit.room.apply(null, new RoomCommand.Pause(), kit.now());
        }
        assertEquals(state, kit.room.state());
        return kit;
    }

    @Test
    void shouldKeepTheAudienceWaitingUntilTheStart() {
        RoomKit kit = in(SessionState.SCHEDULED);
        RoomKit.Person ada = kit.person("ada", Role.PARTICIPANT);
        RoomKit.Person moderator = kit.person("moderator", Role.MODERATOR);
        RoomKit.Person host = kit.person("host", Role.HOST);
        assertFalse(ada.isIn());
        assertFalse(moderator.isIn());
        assertTrue(host.isIn());
        assertEquals(0, kit.room.info().startedAtMillis());

        kit.elapse(5_000);
        host.does(new RoomCommand.Start());
        assertTrue(ada.isIn());
        assertTrue(moderator.isIn());
        assertEquals(RoomKit.START_MILLIS + 5_000, kit.room.info().startedAtMillis());
    }

    @Test
    void shouldKeepThemWaitingAfterTheStartWhereThereIsAWaitingRoom() {
        RoomKit kit =
                new RoomKit(settings ->
                        settings.startsAtMillis(RoomKit.START_MILLIS + 1_000).waitingRoom(true));
        RoomKit.Person ada = kit.person("ada", Role.PARTICIPANT);
        RoomKit.Person moderator = kit.person("moderator", Role.MODERATOR);
        RoomKit.Person host = kit.person("host", Role.HOST);
        host.does(new RoomCommand.Start());
        assertTrue(moderator.isIn());
        assertFalse(ada.isIn());
        host.does(new RoomCommand.Admit(ada.waitingId));
        assertTrue(ada.isIn());
    }

    @Test
    void shouldForwardNothingWhilePausedAndAllOfItAfter() {
        RoomKit kit = new RoomKit();
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person ada = kit.person("ada", null);
        host.receives(2);
        String camera = ada.publishes(Source.CAMERA);
        assertEquals(camera, host.bound.get("rv0").id());

        host.does(new RoomCommand.Pause());
        assertNull(host.bound.get("rv0"));
        assertEquals(SessionState.PAUSED, ada.last(RoomEvent.RoomUpdated.class).room().state());
        RoomKit.Person bob = kit.person("bob", null);
        bob.publishes(Source.CAMERA);
        assertNull(host.bound.get("rv1"), "what comes while paused is assigned, but does not flow");
        assertEquals("rv1", host.last(RoomEvent.SlotBound.class).mid());
        int bindings = host.heard(RoomEvent.SlotBound.class).size();

        host.does(new RoomCommand.Resume());
        assertEquals(camera, host.bound.get("rv0").id());
        assertEquals("bob", host.bound.get("rv1").publisher().identity());
        assertEquals(bindings, host.heard(RoomEvent.SlotBound.class).size());
    }

    @Test
    void shouldNotResumeWhatAHostMutedMeanwhile() {
        RoomKit kit = new RoomKit();
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person ada = kit.person("ada", null);
        host.receives(1);
        String microphone = ada.publishes(Source.MICROPHONE);
        host.does(new RoomCommand.Pause());
        host.does(new RoomCommand.MuteOther(microphone));
        host.does(new RoomCommand.Resume());
        assertNull(host.bound.get("ra0"));
        kit.room.mute(ada.in(), microphone, false);
        assertEquals(microphone, host.bound.get("ra0").id());
    }

    @Test
    void shouldEndForAllOnce() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person moderator = kit.person("moderator", Role.MODERATOR);
        RoomKit.Person waiting = kit.person("waiting", null);
        host.does(new RoomCommand.End());
        for (RoomKit.Person person : Set.of(host, moderator, waiting)) {
            assertEquals(LeaveReason.ROOM_CLOSED, person.left);
        }
        assertTrue(kit.room.isEmpty());
        kit.turnedAway(Code.CONFLICT, JoinRequest.builder("host", "host").role(Role.HOST));
        kit.room.end(LeaveReason.SERVER_CLOSED);
        assertEquals(1, kit.toldOf(ServerEvent.RoomEnded.class).size());
    }

    @Test
    void shouldNotMakeANewHostWhileEverybodyIsSentAway() {
        RoomKit kit = new RoomKit();
        RoomKit.Person first = kit.person(JoinRequest.builder("first", "f").hostIfFirst(true));
        RoomKit.Person second = kit.person(JoinRequest.builder("second", "s").hostIfFirst(true));
        first.does(new RoomCommand.End());
        assertTrue(second.heard(RoomEvent.ParticipantUpdated.class).isEmpty());
    }

    @Test
    void shouldSayThatItRecordsOnlyWhereThatIsAllowed() {
        RoomKit kit = new RoomKit(settings -> settings.recording(false));
        RoomKit.Person host = kit.person("host", Role.HOST);
        host.refused(Code.FORBIDDEN, new RoomCommand.SetRecording(true));
        host.does(new RoomCommand.ChangeSettings(settings -> settings.recording(true)));
        host.does(new RoomCommand.SetRecording(true));
        assertTrue(host.last(RoomEvent.RoomUpdated.class).room().recording());
        host.does(new RoomCommand.ChangeSettings(settings -> settings.recording(false)));
        assertFalse(host.last(RoomEvent.RoomUpdated.class).room().recording());
    }

    @Test
    void shouldEndWhatNewSettingsDoNotAllow() {
        RoomKit kit = new RoomKit();
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person ada = kit.person("ada", null);
        ada.publishes(Source.SCREEN);
        ada.publishes(Source.MICROPHONE);
        host.does(new RoomCommand.ChangeSettings(settings -> settings.sharing(false)));
        assertEquals(1, ada.in().info().publications().size());
        ada.publishes(Source.CAMERA);
        host.does(new RoomCommand.ChangeSettings(settings -> settings.type(RoomType.VOICE)));
        assertEquals(
                EnumSet.of(Source.MICROPHONE),
                EnumSet.copyOf(
                        ada.in().info().publications().stream().map(p -> p.source()).toList()));
    }

    @Test
    void shouldLeaveSettingsAsTheyWereWhenOneIsBad() {
        RoomKit kit = new RoomKit();
        RoomKit.Person host = kit.person("host", Role.HOST);
        host.refused(
                Code.BAD_REQUEST,
                new RoomCommand.ChangeSettings(
                        settings -> settings.type(RoomType.VOICE).capacity(-1)));
        assertEquals(RoomType.VIDEO, kit.room.info().settings().type());
    }
}
