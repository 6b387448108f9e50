package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.ChatMessage;
import dev.sluice.sfu.api.ChatSettings;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomReply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatTest {

    private final RoomKit kit = new RoomKit();
    private final RoomKit.Person host = kit.person("host", Role.HOST);
    private final RoomKit.Person ada = kit.person("ada", null);
    private final RoomKit.Person bob = kit.person("bob", null);

    private static ChatMessage write(RoomKit.Person author, String text) {
        return ((RoomReply.Sent) author.does(new RoomCommand.SendMessage(text, null))).message();
    }

    private static RoomReply.Messages read(RoomKit.Person reader, long before, int count) {
        return (RoomReply.Messages) reader.does(new RoomCommand.ReadMessages(before, count));
    }

    @Test
    void shouldTellEverybodyInOneOrderWithTheServersTime() {
        kit.elapse(1_234);
        ChatMessage first = write(ada, "hello");
        ChatMessage second = write(bob, "hi");
        assertEquals(RoomKit.START_MILLIS + 1_234, first.atMillis());
        assertTrue(first.order() < second.order());
        for (RoomKit.Person person : List.of(host, ada, bob)) {
            assertEquals(
                    List.of("hello", "hi"),
                    person.heard(RoomEvent.MessageSent.class).stream()
                            .map(e -> e.message().text())
                            .toList());
        }
    }

    @Test
    void shouldShowAPrivateMessageToTwoOnly() {
        ada.does(new RoomCommand.SendMessage("psst", "bob"));
        assertEquals(1, ada.heard(RoomEvent.MessageSent.class).size());
        assertEquals("bob", bob.last(RoomEvent.MessageSent.class).message().to());
        assertTrue(host.heard(RoomEvent.MessageSent.class).isEmpty());
        assertTrue(read(host, 0, 10).messages().isEmpty());
        assertEquals(1, read(ada, 0, 10).messages().size());
        assertEquals(1, read(bob, 0, 10).messages().size());

        String id = ada.last(RoomEvent.MessageSent.class).message().id();
        host.refused(Code.NOT_FOUND, new RoomCommand.DeleteMessage(id));
        host.refused(Code.NOT_FOUND, new RoomCommand.ReactToMessage(id, "like", true));
        ada.refused(Code.NOT_FOUND, new RoomCommand.SendMessage("?", "nobody"));
    }

    @Test
    void shouldKeepABoundedHistoryForThoseWhoComeLater() {
        RoomKit small = new RoomKit(s -> s.chat(new ChatSettings(1_000, 500, 5, 0)));
        RoomKit.Person writer = small.person("w", null);
        for (int i = 0; i < 12; i++) {
            write(writer, "m" + i);
        }
        RoomKit.Person late = small.person("late", null);
        RoomReply.Messages page = read(late, 0, 3);
        assertEquals(
                List.of("m9", "m10", "m11"),
                page.messages().stream().map(ChatMessage::text).toList());
        assertTrue(page.more());
        RoomReply.Messages rest = read(late, page.messages().get(0).order(), 10);
        assertEquals(List.of("m7", "m8"), rest.messages().stream().map(ChatMessage::text).toList());
        assertFalse(rest.more());
        late.refused(Code.BAD_REQUEST, new RoomCommand.ReadMessages(0, 0));
        late.refused(Code.BAD_REQUEST, new RoomCommand.ReadMessages(0, 201));
    }

    @Test
    void shouldRefuseTheEleventhMessageOfAMinuteAndSayWhenToTryAgain() {
        for (int i = 0; i < 10; i++) {
            write(ada, "m" + i);
            kit.elapse(2_000);
        }
        RejectedException refusal =
                ada.refused(Code.LIMIT, new RoomCommand.SendMessage("one more", null));
        assertEquals(40L, refusal.details().get("retryAfterSeconds"));
        assertEquals(429, refusal.details().get("status"));
        write(bob, "others may");
        kit.elapse(39_999);
        ada.refused(Code.LIMIT, new RoomCommand.SendMessage("one more", null));
        kit.elapse(1);
        write(ada, "now");
        ada.refused(Code.LIMIT, new RoomCommand.SendMessage("again", null));
    }

    @Test
    void shouldNotForgetTheLimitWhenSomebodyComesBack() {
        for (int i = 0; i < 10; i++) {
            write(ada, "m" + i);
        }
        kit.room.leave(ada.in(), LeaveReason.LEFT);
        kit.person("ada", null).refused(Code.LIMIT, new RoomCommand.SendMessage("x", null));
    }

    @Test
    void shouldBoundTheText() {
        write(ada, "x".repeat(500));
        ada.refused(Code.TOO_LARGE, new RoomCommand.SendMessage("x".repeat(501), null));
        ada.refused(Code.BAD_REQUEST, new RoomCommand.SendMessage(" \n", null));
        assertEquals(1, ada.heard(RoomEvent.MessageSent.class).size());
    }

    @Test
    void shouldSlowDownAllButThoseWhoKeepOrder() {
        host.does(new RoomCommand.SetSlowMode(10));
        assertEquals(
                10,
                ada.last(RoomEvent.RoomUpdated.class).room().settings().chat().slowModeSeconds());
        write(ada, "one");
        kit.elapse(9_500);
        RejectedException refusal =
                ada.refused(Code.LIMIT, new RoomCommand.SendMessage("two", null));
        assertEquals(1L, refusal.details().get("retryAfterSeconds"));
        kit.elapse(500);
        write(ada, "two");
        write(host, "one");
        write(host, "two");
        host.refused(Code.BAD_REQUEST, new RoomCommand.SetSlowMode(-1));
    }

    @Test
    void shouldLetAuthorsDeleteTheirOwnAndModeratorsAny() {
        String own = write(ada, "oops").id();
        bob.refused(Code.FORBIDDEN, new RoomCommand.DeleteMessage(own));
        ada.does(new RoomCommand.DeleteMessage(own));
        assertEquals(own, bob.last(RoomEvent.MessageDeleted.class).messageId());
        ada.refused(Code.NOT_FOUND, new RoomCommand.DeleteMessage(own));

        String rude = write(bob, "rude").id();
        host.does(new RoomCommand.DeleteMessage(rude));
        assertEquals(host.id(), bob.last(RoomEvent.MessageDeleted.class).byParticipantId());
        assertTrue(read(ada, 0, 10).messages().isEmpty());
    }

    @Test
    void shouldCountReactionsOnceForEach() {
        String id = write(ada, "news").id();
        bob.does(new RoomCommand.ReactToMessage(id, "heart", true));
        bob.does(new RoomCommand.ReactToMessage(id, "\u2764\uFE0F", true));
        host.does(new RoomCommand.ReactToMessage(id, "heart", true));
        host.does(new RoomCommand.ReactToMessage(id, "\uD83E\uDD84", true));
        assertEquals(3, ada.heard(RoomEvent.MessageReaction.class).size());
        assertEquals(
                Map.of("\u2764\uFE0F", List.of("bob", "host"), "\uD83E\uDD84", List.of("host")),
                read(ada, 0, 1).messages().get(0).reactions());

        bob.does(new RoomCommand.ReactToMessage(id, "heart", false));
        host.does(new RoomCommand.ReactToMessage(id, "heart", false));
        assertFalse(ada.last(RoomEvent.MessageReaction.class).on());
        assertEquals(1, read(ada, 0, 1).messages().get(0).reactions().size());
        bob.refused(Code.BAD_REQUEST, new RoomCommand.ReactToMessage(id, "lol", true));
    }

    @Test
    void shouldTakeTheChatFromSomebodyEvenWhenItComesBack() {
        host.does(new RoomCommand.MuteChatter(ada.id(), true));
        assertTrue(ada.last(RoomEvent.ParticipantUpdated.class).participant().chatMuted());
        ada.refused(Code.FORBIDDEN, new RoomCommand.SendMessage("x", null));
        ada.refused(Code.FORBIDDEN, new RoomCommand.Typing(true));
        kit.room.leave(ada.in(), LeaveReason.LEFT);
        RoomKit.Person again = kit.person("ada", null);
        again.refused(Code.FORBIDDEN, new RoomCommand.SendMessage("x", null));
        host.does(new RoomCommand.MuteChatter(again.id(), false));
        write(again, "thanks");
    }

    @Test
    void shouldSpeakAsTheAdministratorWithoutLimits() {
        for (int i = 0; i < 20; i++) {
            kit.room.apply(null, new RoomCommand.SendMessage("notice " + i, null), kit.now());
        }
        assertEquals(20, ada.heard(RoomEvent.MessageSent.class).size());
        assertEquals("administrator", ada.last(RoomEvent.MessageSent.class).message().identity());
    }

    @Test
    void shouldTakeEveryEmojiAndNoWord() {
        for (String emoji :
                List.of(
                        "\uD83D\uDC4D\uD83C\uDFFD", // thumbs up with a skin tone
                        "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", // a family
                        "\uD83C\uDDF3\uD83C\uDDF4", // a flag
                        "1\uFE0F\u20E3", // a keycap
                        "\u2705",
                        "\u263A\uFE0F")) {
            assertEquals(emoji, Emoji.of(emoji));
        }
        for (String name :
                List.of("heart", "like", "fire", "clap", "laugh", "wow", "sad", "angry")) {
            assertFalse(Emoji.of(name).equals(name));
        }
        for (String word : List.of("", "a", "1", "<b>", "\u2764\uFE0Fx", "\u0000", "\u200D")) {
            RejectedException refusal = null;
            try {
                Emoji.of(word);
            } catch (RejectedException e) {
                refusal = e;
            }
            assertEquals(Code.BAD_REQUEST, refusal == null ? null : refusal.code(), word);
        }
    }

    @Test
    void shouldKeepNothingWithoutAHistory() {
        RoomKit none = new RoomKit(s -> s.chat(new ChatSettings(10, 500, 0, 0)));
        RoomKit.Person writer = none.person("w", null);
        write(writer, "gone");
        assertTrue(read(writer, 0, 10).messages().isEmpty());
        assertNull(writer.left);
    }
}
