package dev.sluice.sfu.call;

import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.room.Moment;
import org.jspecify.annotations.Nullable;

/** One call. Changed by its desk only. */
final class Call {

    static final String ROOM_PREFIX = "call-";

    final String id;
    final RoomType type;
    final String from;
    final String fromName;
    final String to;

    /** The connection that called, which goes to the room. */
    final Phone caller;

    private final long startedAtMillis;
    private CallState state = CallState.INITIATING;
    private long deadlineNanos;
    private long activeAtMillis;
    private long overAtMillis;
    private boolean callerEntered;
    private boolean calleeEntered;

    Call(
            String id,
            RoomType type,
            String from,
            String fromName,
            String to,
            Phone caller,
            Moment now,
            long deadlineNanos) {
        this.id = id;
        this.type = type;
        this.from = from;
        this.fromName = fromName;
        this.to = to;
        this.caller = caller;
        this.startedAtMillis = now.epochMillis();
        this.deadlineNanos = deadlineNanos;
    }

    CallState state() {
        return state;
    }

    boolean pending() {
        return state == CallState.INITIATING || state == CallState.RINGING;
    }

    boolean concerns(String identity) {
        return from.equals(identity) || to.equals(identity);
    }

    String room() {
        return ROOM_PREFIX + id;
    }

    void ring() {
        state = CallState.RINGING;
    }

    void accept(Moment now, long newDeadlineNanos) {
        state = CallState.ACTIVE;
        activeAtMillis = now.epochMillis();
        deadlineNanos = newDeadlineNanos;
    }

    void over(CallState end, Moment now) {
        state = end;
        overAtMillis = now.epochMillis();
        deadlineNanos = Long.MAX_VALUE;
    }

    /** Somebody entered the room: once both did, nothing is waited for any more. */
    void entered(String identity) {
        callerEntered |= from.equals(identity);
        calleeEntered |= to.equals(identity);
        if (callerEntered && calleeEntered) {
            deadlineNanos = Long.MAX_VALUE;
        }
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** What it becomes when its deadline passes; null while nothing is waited for. */
    @Nullable CallState atDeadline() {
        return switch (state) {
            case INITIATING, ACTIVE -> CallState.FAILED;
            case RINGING -> CallState.MISSED;
            default -> null;
        };
    }

    CallInfo info() {
        return new CallInfo(
                id,
                state,
                type,
                from,
                fromName,
                to,
                room(),
                startedAtMillis,
                activeAtMillis,
                overAtMillis);
    }
}
