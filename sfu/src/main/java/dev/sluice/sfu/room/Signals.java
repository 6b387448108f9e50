package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What participants tell each other beside media and chat: hands, names, typing, reactions, data.
 * Nothing of it is kept beyond the participant.
 */
final class Signals {

    static final int MAX_DATA_BYTES = 64 * 1024;

    private static final int MAX_TOPIC_CHARACTERS = 256;
    private static final int MAX_RECEIVERS = 1_000;
    private static final long SIGNAL_WINDOW_NANOS = 10_000_000_000L;
    private static final long DATA_WINDOW_NANOS = 1_000_000_000L;

    private final Members members;
    private final TextLimits texts;
    private final Map<Member, Allowance> allowances = new HashMap<>();
    private long hands;

    private static final class Allowance {

        final RateWindow signals;
        final RateWindow data;
        final ByteBudget bytes;

        Allowance(Limits bounds) {
            long bytesPerSecond = bounds.of(Limit.DATA_BYTES);
            signals = new RateWindow(bounds.of(Limit.SIGNALS), SIGNAL_WINDOW_NANOS);
            data = new RateWindow(bounds.of(Limit.DATA_MESSAGES), DATA_WINDOW_NANOS);
            bytes = new ByteBudget(bytesPerSecond, 2 * bytesPerSecond);
        }
    }

    Signals(Members members, TextLimits texts) {
        this.texts = texts;
        this.members = members;
    }

    void forget(Member member) {
        allowances.remove(member);
    }

    RoomReply apply(Member actor, RoomCommand.Self command, Moment now) {
        if (command instanceof RoomCommand.RaiseHand c) {
            Policy.require(actor, Action.RAISE_HAND);
            limit(actor, now);
            raiseHand(actor, c.raised());
        } else if (command instanceof RoomCommand.Describe c) {
            Policy.require(actor, Action.DESCRIBE_SELF);
            limit(actor, now);
            describe(actor, c);
        } else if (command instanceof RoomCommand.ConsentToRecording c) {
            Policy.require(actor, Action.DESCRIBE_SELF);
            limit(actor, now);
            actor.recordingConsent(c.consent());
            members.updated(actor);
        } else {
            throw new IllegalStateException("every command about oneself is handled: " + command);
        }
        return RoomReply.DONE;
    }

    private void raiseHand(Member actor, boolean raised) {
        if (raised == (actor.hand() != 0)) {
            return;
        }
        actor.hand(raised ? ++hands : 0);
        members.updated(actor);
    }

    private void describe(Member actor, RoomCommand.Describe command) {
        if (command.name() != null) {
            texts.requireName("name", command.name());
        }
        Map<String, String> attributes = command.attributes();
        actor.describe(
                command.name(), attributes == null ? null : texts.requireAttributes(attributes));
        members.updated(actor);
    }

    RoomReply typing(Member actor, RoomCommand.Typing command, Moment now) {
        Policy.require(actor, Action.CHAT);
        limit(actor, now);
        members.toOthers(actor, new RoomEvent.TypingChanged(actor.id(), command.typing()));
        return RoomReply.DONE;
    }

    RoomReply react(Member actor, RoomCommand.React command, Moment now) {
        Policy.require(actor, Action.REACT);
        String emoji = Emoji.of(command.emoji());
        limit(actor, now);
        members.toAll(new RoomEvent.Reaction(actor.id(), emoji));
        return RoomReply.DONE;
    }

    RoomReply send(Member actor, RoomCommand.SendData command, Moment now) {
        Policy.require(actor, Action.SEND_DATA);
        requireBounds(command);
        List<Member> receivers = receivers(actor, command.to());
        Allowance allowance = allowance(actor);
        long waitNanos = allowance.data.tryPass(now.nanos());
        if (waitNanos == 0) {
            waitNanos = allowance.bytes.trySpend(now.nanos(), command.payload().length);
        }
        if (waitNanos > 0) {
            throw Refusal.tooOften("you sent too much data", waitNanos);
        }
        RoomEvent event =
                new RoomEvent.DataReceived(actor.id(), command.topic(), command.payload());
        for (Member receiver : receivers) {
            receiver.sink().event(event);
        }
        return RoomReply.DONE;
    }

    private static void requireBounds(RoomCommand.SendData command) {
        if (command.payload().length > MAX_DATA_BYTES) {
            throw new RejectedException(
                    Code.TOO_LARGE,
                    "payload has "
                            + command.payload().length
                            + " bytes: give "
                            + MAX_DATA_BYTES
                            + " at most");
        }
        if (command.topic().length() > MAX_TOPIC_CHARACTERS) {
            throw new RejectedException(
                    Code.TOO_LARGE,
                    "topic has "
                            + command.topic().length()
                            + " characters: give "
                            + MAX_TOPIC_CHARACTERS
                            + " at most");
        }
        if (command.to().size() > MAX_RECEIVERS) {
            throw new RejectedException(
                    Code.TOO_LARGE,
                    "to names " + command.to().size() + ": give " + MAX_RECEIVERS + " at most");
        }
    }

    private List<Member> receivers(Member actor, List<String> identities) {
        List<Member> receivers = new ArrayList<>();
        if (identities.isEmpty()) {
            receivers.addAll(members.all());
            receivers.remove(actor);
            return receivers;
        }
        for (String identity : identities) {
            Member receiver = members.ofIdentity(identity);
            if (receiver == null) {
                throw Refusal.notFound("participant of identity", identity);
            }
            receivers.add(receiver);
        }
        return receivers;
    }

    /** Counts a signal, or refuses it with LIMIT and when to try again. */
    void limit(Member actor, Moment now) {
        long waitNanos = allowance(actor).signals.tryPass(now.nanos());
        if (waitNanos > 0) {
            throw Refusal.tooOften("too many signals", waitNanos);
        }
    }

    private Allowance allowance(Member actor) {
        return allowances.computeIfAbsent(actor, member -> new Allowance(texts.bounds()));
    }
}
