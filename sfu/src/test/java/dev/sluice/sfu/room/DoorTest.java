package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomType;
import org.junit.jupiter.api.Test;

class DoorTest {

    @Test
    void shouldKeepAllBelowModeratorWaiting() {
        for (Role role : Role.values()) {
            RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
            boolean waits = role == Role.VIEWER || role == Role.PARTICIPANT;
            assertEquals(waits, !kit.person("p", role).isIn(), role.name());
        }
    }

    @Test
    void shouldTellThoseWhoMayAdmitAndNobodyElse() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person ada = kit.person("ada", Role.PARTICIPANT);
        assertEquals(ada.waitingId, host.last(RoomEvent.WaitingJoined.class).waiting().id());
        assertEquals(1, kit.room.waitingFor(host.in()).size());

        host.does(new RoomCommand.Admit(ada.waitingId));
        assertTrue(ada.isIn());
        assertTrue(host.last(RoomEvent.WaitingLeft.class).admitted());
        RoomKit.Person bob = kit.person("bob", Role.PARTICIPANT);
        assertTrue(ada.heard(RoomEvent.WaitingJoined.class).isEmpty());
        assertTrue(kit.room.waitingFor(ada.in()).isEmpty());

        host.does(new RoomCommand.SetRole(ada.id(), Role.MODERATOR));
        assertEquals(bob.waitingId, ada.last(RoomEvent.WaitingJoined.class).waiting().id());
    }

    @Test
    void shouldAdmitAllInTheOrderOfComing() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        RoomKit.Person host = kit.person("host", Role.HOST);
        for (int i = 0; i < 5; i++) {
            kit.person("p" + i, null);
        }
        host.does(new RoomCommand.Admit(null));
        assertEquals(6, kit.room.size());
        assertEquals("p0", kit.room.participants().get(1).identity());
        assertTrue(kit.room.waiting().isEmpty());
    }

    @Test
    void shouldKeepNoMoreThanAThousandWaiting() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        for (int i = 0; i < 1_000; i++) {
            kit.person("p" + i, null);
        }
        kit.turnedAway(Code.LIMIT, JoinRequest.builder("late", "Late").canWait(true));
        assertEquals(1_000, kit.room.waiting().size());
    }

    @Test
    void shouldRefuseOneOrAll() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person one = kit.person("one", null);
        RoomKit.Person two = kit.person("two", null);
        RoomKit.Person three = kit.person("three", null);
        host.does(new RoomCommand.Refuse(one.waitingId));
        assertEquals(LeaveReason.REFUSED, one.left);
        assertNull(two.left);
        host.does(new RoomCommand.Refuse(null));
        assertEquals(LeaveReason.REFUSED, two.left);
        assertEquals(LeaveReason.REFUSED, three.left);
        host.refused(Code.NOT_FOUND, new RoomCommand.Admit(one.waitingId));
    }

    @Test
    void shouldNotKeepWaitingWhoWasAdmittedBeforeUnlessRemoved() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person ada = kit.person(token("ada", "t1"));
        host.does(new RoomCommand.Admit(ada.waitingId));
        kit.room.leave(ada.in(), LeaveReason.TIMEOUT);
        RoomKit.Person again = kit.person(token("ada", "t1"));
        assertTrue(again.isIn());

        host.does(new RoomCommand.Remove(again.id()));
        assertFalse(kit.person(token("ada", "t2")).isIn());
    }

    private static JoinRequest.Builder token(String identity, String id) {
        return JoinRequest.builder(identity, identity)
                .canWait(true)
                .access(new JoinRequest.Access(id, Long.MAX_VALUE));
    }

    @Test
    void shouldKeepOnlyTheNewerOfTwoThatWaitWithOneIdentity() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        kit.person("host", Role.HOST);
        RoomKit.Person older = kit.person("ada", null);
        RoomKit.Person newer = kit.person("ada", null);
        assertEquals(LeaveReason.REPLACED, older.left);
        assertNull(newer.left);
        assertEquals(1, kit.room.waiting().size());
    }

    @Test
    void shouldForgetWhoWithdraws() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person ada = kit.person("ada", null);
        kit.room.withdraw(ada.waitingId);
        kit.room.withdraw(ada.waitingId);
        assertFalse(host.last(RoomEvent.WaitingLeft.class).admitted());
        assertEquals(1, host.heard(RoomEvent.WaitingLeft.class).size());
        host.refused(Code.NOT_FOUND, new RoomCommand.Admit(ada.waitingId));
    }

    @Test
    void shouldRefuseAtOnceWhoCannotWait() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        kit.turnedAway(Code.FORBIDDEN, JoinRequest.builder("whip", "whip"));
    }

    @Test
    void shouldLetInTheFirstWhoRunsTheRoomDespiteTheWaitingRoom() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        JoinRequest.Builder first = JoinRequest.builder("a", "a").hostIfFirst(true).canWait(true);
        JoinRequest.Builder second = JoinRequest.builder("b", "b").hostIfFirst(true).canWait(true);
        assertTrue(kit.person(first).isIn());
        assertFalse(kit.person(second).isIn());
    }

    @Test
    void shouldAdmitEverybodyWhenTheWaitingRoomIsTakenAway() {
        RoomKit kit = new RoomKit(settings -> settings.waitingRoom(true));
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person ada = kit.person("ada", null);
        host.does(new RoomCommand.ChangeSettings(settings -> settings.waitingRoom(false)));
        assertTrue(ada.isIn());
    }

    @Test
    void shouldAskForThePassword() {
        RoomKit kit = new RoomKit(settings -> settings.password("sesame"));
        RejectedException none =
                kit.turnedAway(Code.UNAUTHORIZED, JoinRequest.builder("ada", "Ada"));
        assertEquals(true, none.details().get("password"));
        kit.turnedAway(Code.UNAUTHORIZED, JoinRequest.builder("ada", "Ada").password("Sesame"));
        assertTrue(kit.person(JoinRequest.builder("ada", "Ada").password("sesame")).isIn());
        assertTrue(kit.person("host", Role.HOST).isIn(), "a granted host needs none");
        assertNull(kit.room.info().settings().password());
        assertTrue(kit.room.info().protectedByPassword());
    }

    @Test
    void shouldStopListeningAfterTooManyWrongPasswords() {
        RoomKit kit = new RoomKit(settings -> settings.password("sesame"));
        for (int i = 0; i < 31; i++) {
            kit.elapse(1_000);
            kit.turnedAway(Code.UNAUTHORIZED, JoinRequest.builder("eve", "Eve").password("x" + i));
        }
        RejectedException shut =
                kit.turnedAway(Code.LIMIT, JoinRequest.builder("ada", "Ada").password("sesame"));
        assertEquals(30L, shut.details().get("retryAfterSeconds"));
        kit.elapse(30_000);
        assertTrue(kit.person(JoinRequest.builder("ada", "Ada").password("sesame")).isIn());
    }

    @Test
    void shouldLockNewcomersOutButNotThoseWhoAreIn() {
        RoomKit kit = new RoomKit();
        RoomKit.Person host = kit.person("host", Role.HOST);
        RoomKit.Person ada = kit.person("ada", null);
        host.does(new RoomCommand.Lock(true));
        assertTrue(ada.last(RoomEvent.RoomUpdated.class).room().locked());
        kit.turnedAway(Code.FORBIDDEN, JoinRequest.builder("bob", "Bob"));
        assertTrue(kit.person("moderator", Role.MODERATOR).isIn());
        assertTrue(kit.person("ada", null).isIn(), "the newer connection of who is in");
        assertEquals(LeaveReason.REPLACED, ada.left);
        host.does(new RoomCommand.Lock(false));
        assertTrue(kit.person("bob", null).isIn());
    }

    @Test
    void shouldTakeNoMoreThanTheCapacity() {
        RoomKit kit = new RoomKit(settings -> settings.capacity(2));
        kit.person("a", null);
        kit.person("b", null);
        kit.turnedAway(Code.LIMIT, JoinRequest.builder("c", "c"));
        assertTrue(kit.person("b", null).isIn());
    }

    @Test
    void shouldMakeViewersOfAnAudience() {
        RoomKit kit = new RoomKit(settings -> settings.type(RoomType.BROADCAST));
        assertEquals(Role.VIEWER, kit.person("p", null).in().role());
        assertEquals(Role.PARTICIPANT, kit.person("q", Role.PARTICIPANT).in().role());
    }
}
