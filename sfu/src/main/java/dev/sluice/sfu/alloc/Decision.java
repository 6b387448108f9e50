package dev.sluice.sfu.alloc;

import org.jspecify.annotations.Nullable;

/**
 * One decision with its reason, as it is shown to people.
 *
 * @param atNanos monotonic time
 * @param track whose it is; null for one about the whole path
 * @param cause of {@link DecisionCause}, or why the estimate moved or a probe was sent
 * @param from what it was: a rung's label, "none" or ""
 * @param to what it became: likewise
 * @param targetBps the estimate at that moment, or the one that this decision made
 * @param valueBps what the decision is about: the rate needed, probed or measured
 */
public record Decision(
        long atNanos,
        @Nullable String track,
        DecisionKind kind,
        Enum<?> cause,
        String from,
        String to,
        long targetBps,
        long valueBps) {}
