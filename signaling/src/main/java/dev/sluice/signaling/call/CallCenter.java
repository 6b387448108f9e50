package dev.sluice.signaling.call;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.call.CallDesk;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.sfu.call.CallState;
import dev.sluice.sfu.call.Phone;
import dev.sluice.sfu.room.Moment;
import dev.sluice.signaling.session.Tickets;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls over a media server: makes and ends the rooms that calls go to, and lets both in. Every
 * method may be called from any thread; stages complete on the center's.
 */
public final class CallCenter implements AutoCloseable {

    private static final int ID_BYTES = 12;

    private final MediaServer media;
    private final Tickets tickets;
    private final EventExecutor executor;
    private final RandomGenerator random;
    private final List<Consumer<CallInfo>> listeners = new CopyOnWriteArrayList<>();
    private final CallDesk desk;
    private final MediaServer.Listening listening;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * A center without calls.
     *
     * @param executor one thread, which all of it runs on
     * @param random unguessable
     */
    public CallCenter(
            MediaServer media, Tickets tickets, EventExecutor executor, RandomGenerator random) {
        this.media = media;
        this.tickets = tickets;
        this.executor = executor;
        this.random = random;
        this.desk = new CallDesk(media.limits(), this::newId, this::onChange);
        this.listening = media.listen(this::onServerEvent);
    }

    /** A connection of somebody who can be called. Told on the center's thread. */
    public interface Listener {

        /** A call of this one changed. */
        void changed(CallInfo call);

        /** It is to enter the call's room now, with that in place of a token. */
        void connect(CallInfo call, String ticket);
    }

    /** Somebody's connection: what it may do with calls. */
    public final class Extension implements Phone {

        private final String identity;
        private final String name;
        private final Listener listener;

        private Extension(String identity, String name, Listener listener) {
            this.identity = identity;
            this.name = name;
            this.listener = listener;
        }

        @Override
        public void changed(CallInfo call) {
            listener.changed(call);
        }

        @Override
        public void connect(CallInfo call) {
            listener.connect(call, tickets.issue(new Tickets.Ticket(call.room(), identity, name)));
        }

        /** From now on it rings here; the calls that go on. */
        public CompletionStage<List<CallInfo>> open() {
            return onDesk(() -> desk.connect(identity, this));
        }

        /** Rings somebody. */
        public CompletionStage<CallInfo> call(String to, RoomType type) {
            return onDesk(() -> desk.call(identity, name, this, to, type, now()));
        }

        /** Accepts a call that rings here. */
        public CompletionStage<CallInfo> accept(String callId) {
            return onDesk(() -> desk.accept(identity, this, callId, now()));
        }

        /** Declines a call that rings here. */
        public CompletionStage<CallInfo> decline(String callId) {
            return onDesk(() -> desk.decline(identity, callId, now()));
        }

        /** Gives up a call that nobody has answered yet. */
        public CompletionStage<CallInfo> cancel(String callId) {
            return onDesk(() -> desk.cancel(identity, callId, now()));
        }

        /** Ends a call that is under way. */
        public CompletionStage<CallInfo> hangUp(String callId) {
            return onDesk(() -> desk.hangUp(identity, callId, now()));
        }

        /** It rings here no more. Harmless when repeated. */
        public void close() {
            if (!executor.isShuttingDown()) {
                var unused =
                        onDesk(() -> {
                            desk.disconnect(identity, this, now());
                            return this;
                        });
            }
        }
    }

    /** A connection that does not ring yet. */
    public Extension extension(String identity, String name, Listener listener) {
        return new Extension(identity, name, listener);
    }

    /** Calls that are not over, then those that are, newest first. */
    public CompletionStage<List<CallInfo>> calls() {
        return onDesk(desk::calls);
    }

    /** Ends a call, as its administrator. */
    public CompletionStage<CallInfo> end(String callId) {
        return onDesk(() -> desk.hangUp(null, callId, now()));
    }

    /** Tells a listener of every change from now on. */
    public void listen(Consumer<CallInfo> listener) {
        listeners.add(listener);
    }

    /** Hears nothing of rooms any more. Close connections first; harmless when repeated. */
    @Override
    public void close() {
        listening.close();
    }

    private <T> CompletionStage<T> onDesk(Supplier<T> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(request.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
            schedule();
        });
        return result;
    }

    private void schedule() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        long deadlineNanos = desk.nextDeadlineNanos();
        if (deadlineNanos != Long.MAX_VALUE && !executor.isShuttingDown()) {
            timer =
                    executor.schedule(
                            this::onTimeout,
                            Math.max(0, deadlineNanos - System.nanoTime()),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void onTimeout() {
        timer = null;
        desk.onTimeout(now());
        schedule();
    }

    /** On the center's thread, before anybody else is told. */
    private void onChange(CallInfo call) {
        if (call.state() == CallState.ACTIVE) {
            var unused =
                    media.createRoom(
                            call.room(),
                            RoomSettings.DEFAULT.toBuilder().type(call.type()).capacity(2).build());
        } else if (call.state().isOver() && call.activeAtMillis() != 0) {
            tickets.end(call.room());
            var unused = media.command(call.room(), new RoomCommand.End());
        }
        listeners.forEach(listener -> listener.accept(call));
    }

    private void onServerEvent(ServerEvent event) {
        if (executor.isShuttingDown()) {
            return;
        }
        if (event instanceof ServerEvent.ParticipantEntered e) {
            var unused =
                    onDesk(() -> {
                        desk.entered(e.room(), e.participant().identity());
                        return this;
                    });
        } else if (event instanceof ServerEvent.ParticipantGone e
                && e.reason() != LeaveReason.REPLACED) {
            var unused =
                    onDesk(() -> {
                        desk.left(e.room(), e.participant().identity(), now());
                        return this;
                    });
        }
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }
}
