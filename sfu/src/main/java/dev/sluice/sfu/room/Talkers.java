package dev.sluice.sfu.room;

import dev.sluice.sfu.api.ChatSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each identity wrote: who leaves and comes back has the same allowance. Bounded; those
 * silent for longest are forgotten first.
 */
final class Talkers {

    private static final int MAX_REMEMBERED = 4_096;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Map<String, Talker> byIdentity =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Talker> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    private static final class Talker {

        final int perMinute;
        final RateWindow window;
        boolean wrote;
        long lastNanos;

        Talker(int perMinute) {
            this.perMinute = perMinute;
            this.window = new RateWindow(perMinute, MINUTE_NANOS);
        }
    }

    /** Counts a message, or refuses it with LIMIT and when to try again. */
    void require(Member author, ChatSettings bounds, Moment now) {
        Talker talker = byIdentity.get(author.identity());
        if (talker == null || talker.perMinute != bounds.perMinute()) {
            talker = new Talker(bounds.perMinute());
            byIdentity.put(author.identity(), talker);
        }
        if (talker.wrote && !Policy.keepsOrder(author.role())) {
            long waitNanos =
                    talker.lastNanos + bounds.slowModeSeconds() * SECOND_NANOS - now.nanos();
            if (waitNanos > 0) {
                throw Refusal.tooOften(
                        "slow mode: one message in " + bounds.slowModeSeconds() + " s", waitNanos);
            }
        }
        long waitNanos = talker.window.tryPass(now.nanos());
        if (waitNanos > 0) {
            throw Refusal.tooOften(
                    "you wrote " + bounds.perMinute() + " messages within a minute", waitNanos);
        }
        talker.wrote = true;
        talker.lastNanos = now.nanos();
    }
}
