package dev.sluice.sfu.call;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.room.Moment;
import dev.sluice.sfu.room.RateWindow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All calls of a server and the connections that ring. Owned by one thread; requests that are
 * refused throw {@link RejectedException} and change nothing.
 */
public final class CallDesk {

    /** How long it rings. */
    public static final long RING_NANOS = 30_000_000_000L;

    /** How long both have to enter the room after the call was accepted. */
    public static final long ENTER_NANOS = 30_000_000_000L;

    private static final int MAX_REMEMBERED = 1_000;
    private static final int MAX_PHONES = 20;
    private static final int MAX_CALLERS = 4_096;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int maxCalls;
    private final int callsAMinute;
    private final Supplier<String> ids;
    private final Consumer<CallInfo> listener;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<String, Set<Phone>> phones = new HashMap<>();
    private final Deque<CallInfo> past = new ArrayDeque<>();

    /** How often each called; those silent for longest are forgotten first. */
    private final Map<String, RateWindow> callers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, RateWindow> eldest) {
                    return size() > MAX_CALLERS;
                }
            };

    /**
     * A desk without calls.
     *
     * @param ids makes unguessable ids
     * @param listener told of every change
     */
    public CallDesk(Limits limits, Supplier<String> ids, Consumer<CallInfo> listener) {
        this.maxCalls = limits.of(Limit.CALLS);
        this.callsAMinute = limits.of(Limit.CALLS_A_MINUTE);
        this.ids = ids;
        this.listener = listener;
    }

    /**
     * A connection of somebody that can be called. Calls that wait for that identity ring on it.
     *
     * @return the calls of that identity that are not over
     */
    public List<CallInfo> connect(String identity, Phone phone) {
        Set<Phone> own = phones.computeIfAbsent(identity, who -> new LinkedHashSet<>());
        if (own.size() >= MAX_PHONES) {
            throw new RejectedException(
                    Code.LIMIT, "that identity has " + MAX_PHONES + " connections: close one");
        }
        own.add(phone);
        List<CallInfo> current = new ArrayList<>();
        for (Call call : List.copyOf(calls.values())) {
            if (call.to.equals(identity) && call.state() == CallState.INITIATING) {
                call.ring();
                tell(call, phone);
            }
            if (call.concerns(identity)) {
                current.add(call.info());
            }
        }
        return current;
    }

    /** A connection is gone. A call that it made and nobody answered yet is given up. */
    public void disconnect(String identity, Phone phone, Moment now) {
        Set<Phone> own = phones.get(identity);
        if (own == null || !own.remove(phone)) {
            return;
        }
        if (own.isEmpty()) {
            phones.remove(identity);
        }
        for (Call call : List.copyOf(calls.values())) {
            if (call.caller == phone && call.pending()) {
                end(call, CallState.CANCELLED, now);
            }
        }
    }

    /** Calls somebody. */
    public CallInfo call(
            String from, String fromName, Phone caller, String to, RoomType type, Moment now) {
        if (type != RoomType.VOICE && type != RoomType.VIDEO) {
            throw new RejectedException(Code.BAD_REQUEST, "a call is a voice or a video call");
        }
        if (from.equals(to)) {
            throw new RejectedException(Code.BAD_REQUEST, "nobody calls themselves: name another");
        }
        if (calls.size() >= maxCalls) {
            throw new RejectedException(Code.LIMIT, "the server has all the calls that it takes");
        }
        for (Call other : calls.values()) {
            if (other.from.equals(from) && other.pending()) {
                throw new RejectedException(
                        Code.CONFLICT,
                        "you are calling " + other.to + " already: cancel that first");
            }
        }
        requireRate(from, now);
        Call call =
                new Call(
                        ids.get(), type, from, fromName, to, caller, now, now.nanos() + RING_NANOS);
        calls.put(call.id, call);
        listener.accept(call.info());
        if (phones.containsKey(to)) {
            call.ring();
            tell(call, caller);
        }
        return call.info();
    }

    private void requireRate(String from, Moment now) {
        long waitNanos =
                callers.computeIfAbsent(from, who -> new RateWindow(callsAMinute, MINUTE_NANOS))
                        .tryPass(now.nanos());
        if (waitNanos > 0) {
            long seconds = (waitNanos + SECOND_NANOS - 1) / SECOND_NANOS;
            throw new RejectedException(
                    Code.LIMIT,
                    "you called "
                            + callsAMinute
                            + " times within a minute: try again in "
                            + seconds
                            + " s",
                    Map.of("status", 429, "retryAfterSeconds", seconds));
        }
    }

    /** The callee answers on one of its connections; the others stop ringing. */
    public CallInfo accept(String identity, Phone phone, String callId, Moment now) {
        Call call = require(callId, identity);
        if (!call.to.equals(identity)) {
            throw new RejectedException(Code.FORBIDDEN, "only the callee accepts a call");
        }
        requireState(call, call.pending(), "accepted");
        call.accept(now, now.nanos() + ENTER_NANOS);
        CallInfo info = call.info();
        listener.accept(info);
        call.caller.connect(info);
        phone.connect(info);
        for (Phone other : phonesOf(call)) {
            if (other != phone && other != call.caller) {
                other.changed(info);
            }
        }
        return info;
    }

    /** Whoever is called declines. */
    public CallInfo decline(String identity, String callId, Moment now) {
        Call call = require(callId, identity);
        if (!call.to.equals(identity)) {
            throw new RejectedException(Code.FORBIDDEN, "only the callee declines a call");
        }
        requireState(call, call.pending(), "declined");
        return end(call, CallState.DECLINED, now);
    }

    /** Whoever calls gives up. */
    public CallInfo cancel(String identity, String callId, Moment now) {
        Call call = require(callId, identity);
        if (!call.from.equals(identity)) {
            throw new RejectedException(Code.FORBIDDEN, "only the caller cancels a call");
        }
        requireState(call, call.pending(), "cancelled");
        return end(call, CallState.CANCELLED, now);
    }

    /**
     * Ends an active call.
     *
     * @param identity of one of the two; null: the administrator, who ends pending ones too
     */
    public CallInfo hangUp(@Nullable String identity, String callId, Moment now) {
        Call call = require(callId, identity);
        if (identity == null && call.pending()) {
            return end(call, CallState.CANCELLED, now);
        }
        requireState(call, call.state() == CallState.ACTIVE, "hung up");
        return end(call, CallState.ENDED, now);
    }

    /** Somebody entered a room. Harmless when it is none of a call. */
    public void entered(String room, String identity) {
        Call call = ofRoom(room);
        if (call != null) {
            call.entered(identity);
        }
    }

    /** Somebody left a room for good: a call of two is over. Harmless when it is none of a call. */
    public void left(String room, String identity, Moment now) {
        Call call = ofRoom(room);
        if (call != null && call.concerns(identity)) {
            end(call, CallState.ENDED, now);
        }
    }

    /** Ends what was waited for in vain. Harmless when early. */
    public void onTimeout(Moment now) {
        for (Call call : List.copyOf(calls.values())) {
            CallState end = call.atDeadline();
            if (end != null && call.deadlineNanos() - now.nanos() <= 0) {
                end(call, end, now);
            }
        }
    }

    /** Long.MAX_VALUE: none. */
    public long nextDeadlineNanos() {
        long next = Long.MAX_VALUE;
        for (Call call : calls.values()) {
            next = Math.min(next, call.deadlineNanos());
        }
        return next;
    }

    /** Calls that are not over, then those that are, newest first. */
    public List<CallInfo> calls() {
        List<CallInfo> all = new ArrayList<>();
        for (Call call : calls.values()) {
            all.add(0, call.info());
        }
        all.addAll(past);
        return all;
    }

    private CallInfo end(Call call, CallState end, Moment now) {
        call.over(end, now);
        calls.remove(call.id);
        CallInfo info = call.info();
        past.addFirst(info);
        if (past.size() > MAX_REMEMBERED) {
            past.removeLast();
        }
        tell(call, null);
        return info;
    }

    /** Tells the listener and all connections of both but one. */
    private void tell(Call call, @Nullable Phone except) {
        CallInfo info = call.info();
        listener.accept(info);
        for (Phone phone : phonesOf(call)) {
            if (phone != except) {
                phone.changed(info);
            }
        }
    }

    private List<Phone> phonesOf(Call call) {
        List<Phone> all = new ArrayList<>(phones.getOrDefault(call.from, Set.of()));
        all.addAll(phones.getOrDefault(call.to, Set.of()));
        return all;
    }

    /** The active call that has that room. */
    private @Nullable Call ofRoom(String room) {
        Call call =
                room.startsWith(Call.ROOM_PREFIX)
                        ? calls.get(room.substring(Call.ROOM_PREFIX.length()))
                        : null;
        return call != null && call.state() == CallState.ACTIVE ? call : null;
    }

    /** A call of somebody else is as one that there is not. */
    private Call require(String callId, @Nullable String identity) {
        Call call = calls.get(callId);
        if (call == null || (identity != null && !call.concerns(identity))) {
            throw new RejectedException(Code.NOT_FOUND, "there is no such call, or it is over");
        }
        return call;
    }

    private static void requireState(Call call, boolean fits, String act) {
        if (!fits) {
            throw new RejectedException(
                    Code.CONFLICT, "the call is " + call.state() + " and cannot be " + act);
        }
    }
}
