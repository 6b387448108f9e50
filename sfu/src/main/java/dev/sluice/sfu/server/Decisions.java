package dev.sluice.sfu.server;

import dev.sluice.sfu.api.Hooks;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.TrackSettings;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the embedder's hooks, and goes on when they fail. Any thread. */
final class Decisions {

    private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);
    private static final long PATIENCE_SECONDS = 10;
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Hooks hooks;
    private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());

    Decisions(Hooks hooks) {
        this.hooks = hooks;
    }

    /** Nothing has to be asked. */
    boolean none() {
        return hooks == Hooks.NONE;
    }

    /**
     * Asks whether somebody may join.
     *
     * @param events on which the hook is called
     * @param timer of the hook's patience
     * @return the request to go on with, or its refusal
     */
    CompletableFuture<JoinRequest> authorise(
            String room, JoinRequest request, Executor events, ScheduledExecutorService timer) {
        CompletableFuture<JoinRequest> decision = new CompletableFuture<>();
        ScheduledFuture<?> deadline =
                timer.schedule(
                        () -> decision.completeExceptionally(undecided(null)),
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS);
        events.execute(() -> {
            try {
                var unused =
                        hooks.authorise(room, request)
                                .whenComplete((granted, failure) -> {
                                    deadline.cancel(false);
                                    if (granted != null && failure == null) {
                                        decision.complete(granted);
                                    } else {
                                        decision.completeExceptionally(undecided(failure));
                                    }
                                });
            } catch (RuntimeException e) {
                deadline.cancel(false);
                decision.completeExceptionally(undecided(e));
            }
        });
        return decision;
    }

    TrackSettings layers(
            String room,
            ParticipantInfo subscriber,
            PublicationInfo publication,
            TrackSettings wanted) {
        return orOurs(() -> hooks.layers(room, subscriber, publication, wanted), wanted);
    }

    Hooks.Floor floor(String room, Hooks.Floor heard) {
        return orOurs(() -> hooks.floor(room, heard), heard);
    }

    /**
     * What a sender is taken to have said.
     *
     * @throws RejectedException when that is nothing
     */
    RoomCommand.Talk message(
            String room, @Nullable ParticipantInfo sender, RoomCommand.Talk message) {
        RoomCommand.Talk passed;
        try {
            passed = hooks.message(room, sender, message);
        } catch (RuntimeException e) {
            throw undecided(e);
        }
        if (passed == null) {
            throw new RejectedException(
                    Code.FORBIDDEN, "the application does not let this message pass");
        }
        return passed;
    }

    private <T> T orOurs(Supplier<T> question, T ours) {
        try {
            return Objects.requireNonNullElse(question.get(), ours);
        } catch (RuntimeException e) {
            report(e);
            return ours;
        }
    }

    /** The hook's own refusal, or that it gave none. */
    private RejectedException undecided(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof RejectedException refusal) {
            return refusal;
        }
        report(cause);
        return new RejectedException(
                Code.UNAVAILABLE, "the application could not decide about this: try again later");
    }

    private void report(@Nullable Throwable failure) {
        long now = System.nanoTime();
        long next = nextLogNanos.get();
        if (now - next >= 0 && nextLogNanos.compareAndSet(next, now + LOG_NANOS)) {
            LOG.warn("a hook of the embedder failed", failure);
        }
    }
}
