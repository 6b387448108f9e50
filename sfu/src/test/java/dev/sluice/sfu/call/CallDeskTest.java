package dev.sluice.sfu.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.room.Moment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallDeskTest {

    private static final long START_MILLIS = 1_700_000_000_000L;

    private final List<CallInfo> told = new ArrayList<>();
    private int nextId;
    private final CallDesk desk = new CallDesk(Limits.DEFAULT, () -> "c" + nextId++, told::add);
    private long elapsedMillis;

    private Moment now() {
        return new Moment(elapsedMillis * 1_000_000L, START_MILLIS + elapsedMillis);
    }

    private void elapse(long millis) {
        elapsedMillis += millis;
        desk.onTimeout(now());
    }

    private final class Handset implements Phone {

        final String identity;
        final List<CallState> changes = new ArrayList<>();
        final List<CallInfo> connects = new ArrayList<>();
        final List<CallInfo> atConnect;

        Handset(String identity) {
            this(identity, true);
        }

        Handset(String identity, boolean connected) {
            this.identity = identity;
            atConnect = connected ? desk.connect(identity, this) : List.of();
        }

        @Override
        public void changed(CallInfo call) {
            changes.add(call.state());
        }

        @Override
        public void connect(CallInfo call) {
            connects.add(call);
        }

        String calls(String to) {
            return desk.call(identity, identity, this, to, RoomType.VIDEO, now()).id();
        }
    }

    private static void refused(Code code, Runnable request) {
        RejectedException refusal = assertThrows(RejectedException.class, request::run);
        assertEquals(code, refusal.code(), refusal.getMessage());
    }

    @Test
    void shouldRingEverywhereAndConnectTheTwoThatTalk() {
        Handset ada = new Handset("ada");
        Handset adaElsewhere = new Handset("ada");
        Handset phone = new Handset("bob");
        Handset laptop = new Handset("bob");
        String id = ada.calls("bob");
        assertEquals(List.of(CallState.RINGING), phone.changes);
        assertEquals(List.of(CallState.RINGING), laptop.changes);
        assertEquals(List.of(CallState.RINGING), adaElsewhere.changes);
        assertTrue(ada.changes.isEmpty(), "who calls is told by the reply");

        elapse(5_000);
        CallInfo active = desk.accept("bob", laptop, id, now());
        assertEquals(CallState.ACTIVE, active.state());
        assertEquals(START_MILLIS + 5_000, active.activeAtMillis());
        assertEquals(List.of(active), ada.connects);
        assertEquals(List.of(active), laptop.connects);
        assertTrue(phone.connects.isEmpty());
        assertEquals(List.of(CallState.RINGING, CallState.ACTIVE), phone.changes);
        assertEquals(List.of(CallState.RINGING, CallState.ACTIVE), adaElsewhere.changes);

        desk.entered(active.room(), "ada");
        desk.entered(active.room(), "bob");
        elapse(3_600_000);
        desk.left(active.room(), "ada", now());
        assertEquals(CallState.ENDED, phone.changes.get(2));
        assertEquals(
                List.of(CallState.INITIATING, CallState.RINGING, CallState.ACTIVE, CallState.ENDED),
                told.stream().map(CallInfo::state).toList());
        assertEquals(START_MILLIS + 3_605_000, desk.calls().get(0).overAtMillis());
        assertEquals(Long.MAX_VALUE, desk.nextDeadlineNanos());
    }

    /** In each state, each act either leads on or is refused; nothing else changes it. */
    @Test
    void shouldTakeEveryTransitionAndNoOther() {
        Map<CallState, Map<String, CallState>> allowed = new EnumMap<>(CallState.class);
        allowed.put(
                CallState.INITIATING,
                Map.of(
                        "accept",
                        CallState.ACTIVE,
                        "decline",
                        CallState.DECLINED,
                        "cancel",
                        CallState.CANCELLED,
                        "caller gone",
                        CallState.CANCELLED,
                        "timeout",
                        CallState.FAILED));
        allowed.put(
                CallState.RINGING,
                Map.of(
                        "accept",
                        CallState.ACTIVE,
                        "decline",
                        CallState.DECLINED,
                        "cancel",
                        CallState.CANCELLED,
                        "caller gone",
                        CallState.CANCELLED,
                        "timeout",
                        CallState.MISSED));
        allowed.put(
                CallState.ACTIVE,
                Map.of(
                        "hang up",
                        CallState.ENDED,
                        "leave",
                        CallState.ENDED,
                        "timeout",
                        CallState.FAILED));
        for (CallState over : CallState.values()) {
            if (over.isOver()) {
                allowed.put(over, Map.of());
            }
        }
        allowed.forEach((state, acts) -> {
            for (String act :
                    List.of(
                            "accept",
                            "decline",
                            "cancel",
                            "hang up",
                            "leave",
                            "caller gone",
                            "timeout")) {
                CallDeskTest fresh = new CallDeskTest();
                CallState after = fresh.act(state, act);
                assertEquals(acts.getOrDefault(act, state), after, state + " " + act);
            }
        });
    }

    private CallState act(CallState state, String act) {
        Handset ada = new Handset("ada");
        // While a call is initiating, whoever acts for its callee is no connection that we know.
        Handset bob = new Handset("bob", state != CallState.INITIATING);
        String id = ada.calls("bob");
        bring(id, state, ada, bob);
        assertEquals(state, desk.calls().get(0).state());
        try {
            switch (act) {
                case "accept" -> desk.accept("bob", bob, id, now());
                case "decline" -> desk.decline("bob", id, now());
                case "cancel" -> desk.cancel("ada", id, now());
                case "hang up" -> desk.hangUp("ada", id, now());
                case "leave" -> desk.left("call-" + id, "bob", now());
                case "caller gone" -> desk.disconnect("ada", ada, now());
                default -> elapse(30_000);
            }
        } catch (RejectedException e) {
            assertTrue(e.code() == Code.CONFLICT || e.code() == Code.NOT_FOUND, e.getMessage());
        }
        return desk.calls().get(0).state();
    }

    private void bring(String id, CallState state, Handset ada, Handset bob) {
        switch (state) {
            case INITIATING, RINGING -> {}
            case ACTIVE -> desk.accept("bob", bob, id, now());
            case DECLINED -> desk.decline("bob", id, now());
            case CANCELLED -> desk.cancel("ada", id, now());
            case MISSED -> elapse(30_000);
            case FAILED -> {
                desk.accept("bob", bob, id, now());
                elapse(30_000);
            }
            case ENDED -> {
                desk.accept("bob", bob, id, now());
                desk.hangUp("bob", id, now());
            }
        }
    }

    @Test
    void shouldRingWhoConnectsWhileItIsCalled() {
        Handset ada = new Handset("ada");
        String id = ada.calls("bob");
        assertEquals(CallState.INITIATING, told.get(0).state());
        elapse(20_000);
        Handset bob = new Handset("bob");
        assertEquals(CallState.RINGING, bob.atConnect.get(0).state());
        assertTrue(bob.changes.isEmpty(), "it is told by what connect returns");
        assertEquals(List.of(CallState.RINGING), ada.changes);
        desk.accept("bob", bob, id, now());
        assertEquals(1, ada.connects.size());
    }

    @Test
    void shouldMissAtThirtySecondsAndNotBefore() {
        Handset ada = new Handset("ada");
        Handset bob = new Handset("bob");
        ada.calls("bob");
        assertEquals(30_000_000_000L, desk.nextDeadlineNanos());
        elapse(29_999);
        assertEquals(1, bob.changes.size());
        elapse(1);
        assertEquals(CallState.MISSED, bob.changes.get(1));
        assertEquals(List.of(CallState.MISSED), ada.changes);
    }

    @Test
    void shouldFailWhenTheyDoNotComeTogether() {
        Handset ada = new Handset("ada");
        Handset bob = new Handset("bob");
        String id = ada.calls("bob");
        desk.accept("bob", bob, id, now());
        desk.entered("call-" + id, "bob");
        elapse(30_000);
        assertEquals(List.of(CallState.FAILED), ada.changes);
    }

    @Test
    void shouldGiveUpWhenTheCallerIsGone() {
        Handset ada = new Handset("ada");
        ada.calls("bob");
        desk.disconnect("ada", ada, now());
        assertEquals(CallState.CANCELLED, desk.calls().get(0).state());
        assertTrue(new Handset("bob").atConnect.isEmpty());
    }

    @Test
    void shouldKeepCallsToThoseTheyConcern() {
        Handset ada = new Handset("ada");
        Handset bob = new Handset("bob");
        Handset eve = new Handset("eve");
        String id = ada.calls("bob");
        refused(Code.NOT_FOUND, () -> desk.accept("eve", eve, id, now()));
        refused(Code.NOT_FOUND, () -> desk.hangUp("eve", id, now()));
        refused(Code.FORBIDDEN, () -> desk.accept("ada", ada, id, now()));
        refused(Code.FORBIDDEN, () -> desk.decline("ada", id, now()));
        refused(Code.FORBIDDEN, () -> desk.cancel("bob", id, now()));
        refused(Code.CONFLICT, () -> desk.hangUp("bob", id, now()));
        assertTrue(eve.changes.isEmpty());
        assertEquals(1, bob.changes.size());
    }

    @Test
    void shouldRefuseCallsThatMakeNoSense() {
        Handset ada = new Handset("ada");
        refused(Code.BAD_REQUEST, () -> ada.calls("ada"));
        refused(
                Code.BAD_REQUEST,
                () -> desk.call("ada", "ada", ada, "bob", RoomType.BROADCAST, now()));
        ada.calls("bob");
        refused(Code.CONFLICT, () -> ada.calls("eve"));
        for (int i = 1; i < 20; i++) {
            new Handset("ada");
        }
        refused(Code.LIMIT, () -> new Handset("ada"));
    }

    @Test
    void shouldNotLetAnybodyBeRungAllTheTime() {
        Handset ada = new Handset("ada");
        for (int i = 0; i < 10; i++) {
            desk.cancel("ada", ada.calls("bob"), now());
        }
        elapse(15_000);
        RejectedException refusal = assertThrows(RejectedException.class, () -> ada.calls("bob"));
        assertEquals(Code.LIMIT, refusal.code());
        assertEquals(45L, refusal.details().get("retryAfterSeconds"));
        new Handset("eve").calls("bob");
        elapse(45_000);
        ada.calls("bob");
    }

    @Test
    void shouldLetTheAdministratorEndAnyCall() {
        Handset ada = new Handset("ada");
        new Handset("bob");
        String id = ada.calls("bob");
        desk.hangUp(null, id, now());
        assertEquals(List.of(CallState.CANCELLED), ada.changes);
        refused(Code.NOT_FOUND, () -> desk.hangUp(null, id, now()));
    }

    @Test
    void shouldRememberOnlySoManyPastCalls() {
        Handset ada = new Handset("ada");
        for (int i = 0; i < 1_100; i++) {
            desk.cancel("ada", ada.calls("bob"), now());
            elapse(6_000);
        }
        assertEquals(1_000, desk.calls().size());
        assertEquals("c1099", desk.calls().get(0).id());
    }
}
