package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SignalsTest {

    private final RoomKit kit = new RoomKit();
    private final RoomKit.Person host = kit.person("host", Role.HOST);
    private final RoomKit.Person ada = kit.person("ada", null);
    private final RoomKit.Person bob = kit.person("bob", null);

    private static ParticipantInfo seen(RoomKit.Person by) {
        return by.last(RoomEvent.ParticipantUpdated.class).participant();
    }

    @Test
    void shouldOrderHandsByWhoRaisedFirst() {
        bob.does(new RoomCommand.RaiseHand(true));
        ada.does(new RoomCommand.RaiseHand(true));
        ada.does(new RoomCommand.RaiseHand(true));
        assertEquals(2, host.heard(RoomEvent.ParticipantUpdated.class).size());
        assertTrue(bob.in().hand() < ada.in().hand());
        host.does(new RoomCommand.LowerHand(bob.id()));
        assertEquals(0, seen(bob).hand());
        bob.does(new RoomCommand.RaiseHand(true));
        assertTrue(bob.in().hand() > ada.in().hand());
    }

    @Test
    void shouldTellOfNamesAndAttributesWithinBounds() {
        ada.does(new RoomCommand.Describe("Countess", Map.of("team", "blue")));
        assertEquals("Countess", seen(bob).name());
        assertEquals(Map.of("team", "blue"), seen(bob).attributes());
        ada.does(new RoomCommand.Describe(null, Map.of()));
        assertEquals("Countess", seen(bob).name());
        ada.refused(Code.BAD_REQUEST, new RoomCommand.Describe("", null));
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 65; i++) {
            many.put("k" + i, "v");
        }
        ada.refused(Code.TOO_LARGE, new RoomCommand.Describe(null, many));
    }

    @Test
    void shouldTellOfConsentToRecording() {
        ada.does(new RoomCommand.ConsentToRecording(true));
        assertTrue(seen(host).recordingConsent());
        assertTrue(seen(ada).recordingConsent());
    }

    @Test
    void shouldTellOthersOfABrokenConnectionOnce() {
        kit.room.presence(ada.in(), Presence.RECONNECTING);
        kit.room.presence(ada.in(), Presence.RECONNECTING);
        assertEquals(1, bob.heard(RoomEvent.ParticipantUpdated.class).size());
        assertEquals(Presence.RECONNECTING, seen(bob).presence());
        kit.room.presence(ada.in(), Presence.HERE);
        assertEquals(Presence.HERE, seen(bob).presence());
    }

    @Test
    void shouldTellOthersOfTypingAndAllOfReactions() {
        ada.does(new RoomCommand.Typing(true));
        assertTrue(ada.heard(RoomEvent.TypingChanged.class).isEmpty());
        assertEquals(ada.id(), bob.last(RoomEvent.TypingChanged.class).participantId());
        ada.does(new RoomCommand.React("clap"));
        assertEquals("\uD83D\uDC4F", ada.last(RoomEvent.Reaction.class).emoji());
        assertEquals("\uD83D\uDC4F", bob.last(RoomEvent.Reaction.class).emoji());
    }

    @Test
    void shouldLimitSignals() {
        for (int i = 0; i < 60; i++) {
            ada.does(new RoomCommand.Typing(i % 2 == 0));
        }
        RejectedException refusal = ada.refused(Code.LIMIT, new RoomCommand.React("heart"));
        assertEquals(10L, refusal.details().get("retryAfterSeconds"));
        bob.does(new RoomCommand.React("heart"));
        kit.elapse(10_000);
        ada.does(new RoomCommand.React("heart"));
    }

    @Test
    void shouldSendDataToAllOthersOrToThoseNamed() {
        byte[] payload = {1, 2, 3};
        ada.does(new RoomCommand.SendData(List.of(), "game", payload));
        assertTrue(ada.heard(RoomEvent.DataReceived.class).isEmpty());
        assertSame(payload, bob.last(RoomEvent.DataReceived.class).payload());
        assertEquals("game", host.last(RoomEvent.DataReceived.class).topic());
        ada.does(new RoomCommand.SendData(List.of("bob"), "", payload));
        assertEquals(2, bob.heard(RoomEvent.DataReceived.class).size());
        assertEquals(1, host.heard(RoomEvent.DataReceived.class).size());
        ada.refused(Code.NOT_FOUND, new RoomCommand.SendData(List.of("nobody"), "", payload));
    }

    @Test
    void shouldBoundData() {
        ada.does(new RoomCommand.SendData(List.of(), "", new byte[65_536]));
        ada.refused(Code.TOO_LARGE, new RoomCommand.SendData(List.of(), "", new byte[65_537]));
        ada.refused(
                Code.TOO_LARGE, new RoomCommand.SendData(List.of(), "x".repeat(257), new byte[1]));
        for (int i = 0; i < 7; i++) {
            ada.does(new RoomCommand.SendData(List.of(), "", new byte[65_536]));
        }
        ada.refused(Code.LIMIT, new RoomCommand.SendData(List.of(), "", new byte[65_536]));
        kit.elapse(250);
        ada.does(new RoomCommand.SendData(List.of(), "", new byte[65_536]));
        ada.refused(Code.LIMIT, new RoomCommand.SendData(List.of(), "", new byte[65_536]));
        assertEquals(9, bob.heard(RoomEvent.DataReceived.class).size());
    }

    @Test
    void shouldNeverPassMoreThanTheWindowAllows() {
        RateWindow window = new RateWindow(10, 1_000);
        RandomGenerator random = new SplittableRandom(5);
        ArrayDeque<Long> passed = new ArrayDeque<>();
        long now = 0;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(150);
            long wait = window.tryPass(now);
            while (!passed.isEmpty() && passed.peekFirst() <= now - 1_000) {
                passed.removeFirst();
            }
            if (wait == 0) {
                passed.addLast(now);
                assertTrue(passed.size() <= 10);
            } else {
                assertEquals(10, passed.size());
                assertEquals(passed.peekFirst() + 1_000 - now, wait);
            }
        }
    }
}
