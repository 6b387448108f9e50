package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.ChatMessage;
import dev.sluice.sfu.api.ChatSettings;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A room's chat: its order, its bounded history, and its limits. */
final class Chat {

    private static final String ADMINISTRATOR = "administrator";
    private static final int MAX_READ = 200;
    private static final int MAX_EMOJI = 20;
    private static final int MAX_REACTIONS = 1_000;
    private static final int MAX_MUTED = 10_000;

    private final Members members;
    private final Supplier<String> ids;
    private final Supplier<ChatSettings> settings;
    private final Talkers talkers = new Talkers();
    private final Set<String> mutedIdentities = new LinkedHashSet<>();
    private final Deque<Entry> history = new ArrayDeque<>();
    private long order;

    /** A message that is kept. */
    private static final class Entry {

        final ChatMessage message;
        final Map<String, Set<String>> reactions = new LinkedHashMap<>();
        int count;

        Entry(ChatMessage message) {
            this.message = message;
        }

        boolean isFor(@Nullable Member reader) {
            String to = message.to();
            return to == null
                    || reader == null
                    || to.equals(reader.identity())
                    || message.identity().equals(reader.identity());
        }

        ChatMessage now() {
            Map<String, List<String>> all = new LinkedHashMap<>();
            reactions.forEach((emoji, who) -> all.put(emoji, List.copyOf(who)));
            return new ChatMessage(
                    message.id(),
                    message.order(),
                    message.identity(),
                    message.name(),
                    message.to(),
                    message.text(),
                    message.atMillis(),
                    Collections.unmodifiableMap(all));
        }
    }

    Chat(Members members, Supplier<String> ids, Supplier<ChatSettings> settings) {
        this.members = members;
        this.ids = ids;
        this.settings = settings;
    }

    RoomReply send(@Nullable Member author, RoomCommand.SendMessage command, Moment now) {
        Policy.require(author, Action.CHAT);
        ChatSettings bounds = settings.get();
        String text = command.text();
        if (text.isBlank()) {
            throw Refusal.bad("text: a message says something");
        }
        if (text.length() > bounds.maxCharacters()) {
            throw new RejectedException(
                    Code.TOO_LARGE,
                    "text has "
                            + text.length()
                            + " characters: give "
                            + bounds.maxCharacters()
                            + " at most",
                    Map.of("maxCharacters", bounds.maxCharacters()));
        }
        Member reader = command.to() == null ? null : reader(command.to());
        if (author != null) {
            talkers.require(author, bounds, now);
        }
        ChatMessage message =
                new ChatMessage(
                        ids.get(),
                        ++order,
                        author == null ? ADMINISTRATOR : author.identity(),
                        author == null ? "" : author.name(),
                        reader == null ? null : reader.identity(),
                        text,
                        now.epochMillis(),
                        Map.of());
        keep(message, bounds.history());
        tell(message, new RoomEvent.MessageSent(message));
        return new RoomReply.Sent(message);
    }

    RoomReply delete(@Nullable Member actor, RoomCommand.DeleteMessage command) {
        Entry entry = require(actor, command.messageId());
        boolean own = actor != null && entry.message.identity().equals(actor.identity());
        Policy.require(actor, own ? Action.CHAT : Action.DELETE_MESSAGES);
        history.remove(entry);
        tell(
                entry.message,
                new RoomEvent.MessageDeleted(
                        entry.message.id(), actor == null ? ADMINISTRATOR : actor.id()));
        return RoomReply.DONE;
    }

    /**
     * Takes the chat from somebody, or gives it back; the identity stays so when it comes again.
     *
     * @return false when it was so already
     */
    boolean mute(Member member, boolean muted) {
        boolean changed =
                muted
                        ? mutedIdentities.add(member.identity())
                        : mutedIdentities.remove(member.identity());
        if (mutedIdentities.size() > MAX_MUTED) {
            mutedIdentities.remove(mutedIdentities.iterator().next());
        }
        member.chatMuted(muted);
        return changed;
    }

    /** Somebody came, perhaps again. */
    void restore(Member member) {
        member.chatMuted(mutedIdentities.contains(member.identity()));
    }

    /** Whose message that is; null when it is gone. */
    @Nullable String authorOf(String messageId) {
        for (Entry entry : history) {
            if (entry.message.id().equals(messageId)) {
                return entry.message.identity();
            }
        }
        return null;
    }

    RoomReply react(Member actor, RoomCommand.ReactToMessage command) {
        Policy.require(actor, Action.REACT);
        String emoji = Emoji.of(command.emoji());
        Entry entry = require(actor, command.messageId());
        boolean changed =
                command.on() ? add(entry, emoji, actor) : remove(entry, emoji, actor.identity());
        if (changed) {
            tell(
                    entry.message,
                    new RoomEvent.MessageReaction(
                            entry.message.id(), emoji, actor.identity(), command.on()));
        }
        return RoomReply.DONE;
    }

    private static boolean add(Entry entry, String emoji, Member actor) {
        if (entry.count >= MAX_REACTIONS
                || (!entry.reactions.containsKey(emoji) && entry.reactions.size() >= MAX_EMOJI)) {
            throw new RejectedException(
                    Code.LIMIT,
                    "the message has all the reactions that it takes: "
                            + MAX_EMOJI
                            + " emoji, "
                            + MAX_REACTIONS
                            + " in all");
        }
        boolean added =
                entry.reactions
                        .computeIfAbsent(emoji, e -> new LinkedHashSet<>())
                        .add(actor.identity());
        entry.count += added ? 1 : 0;
        return added;
    }

    private static boolean remove(Entry entry, String emoji, String identity) {
        Set<String> who = entry.reactions.get(emoji);
        if (who == null || !who.remove(identity)) {
            return false;
        }
        entry.count--;
        if (who.isEmpty()) {
            entry.reactions.remove(emoji);
        }
        return true;
    }

    RoomReply read(@Nullable Member reader, RoomCommand.ReadMessages command) {
        if (command.count() < 1 || command.count() > MAX_READ) {
            throw Refusal.bad("count is " + command.count() + ": give 1 to " + MAX_READ);
        }
        List<ChatMessage> newestFirst = new ArrayList<>();
        boolean more = false;
        for (Iterator<Entry> it = history.descendingIterator(); it.hasNext() && !more; ) {
            Entry entry = it.next();
            boolean wanted =
                    (command.beforeOrder() <= 0 || entry.message.order() < command.beforeOrder())
                            && entry.isFor(reader);
            if (wanted && newestFirst.size() == command.count()) {
                more = true;
            } else if (wanted) {
                newestFirst.add(entry.now());
            }
        }
        Collections.reverse(newestFirst);
        return new RoomReply.Messages(newestFirst, more);
    }

    /** The history may have become shorter. */
    void trim() {
        while (history.size() > settings.get().history()) {
            history.removeFirst();
        }
    }

    private void keep(ChatMessage message, int most) {
        if (most > 0) {
            history.addLast(new Entry(message));
            trim();
        }
    }

    private Member reader(String identity) {
        Member reader = members.ofIdentity(identity);
        if (reader == null || reader.hidden()) {
            throw Refusal.notFound("participant of identity", identity);
        }
        return reader;
    }

    private Entry require(@Nullable Member actor, String messageId) {
        for (Entry entry : history) {
            if (entry.message.id().equals(messageId) && entry.isFor(actor)) {
                return entry;
            }
        }
        throw Refusal.notFound("message", messageId);
    }

    private void tell(ChatMessage message, RoomEvent event) {
        if (message.to() == null) {
            members.toAll(event);
            return;
        }
        Member reader = members.ofIdentity(message.to());
        Member author = members.ofIdentity(message.identity());
        if (reader != null) {
            reader.sink().event(event);
        }
        if (author != null && author != reader) {
            author.sink().event(event);
        }
    }
}
