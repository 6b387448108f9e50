package dev.sluice.bench.load;

import dev.sluice.bench.load.Bot.RunContext;
import dev.sluice.bench.load.Scenario.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All bots of a run: brings them in, replaces them, sends them away. Used by the run's thread. */
final class Crowd {

    private static final int MAX_JOINING = 64;
    private static final long POLL_MILLIS = 5;

    private final RunContext context;
    private final List<Bot> present = new ArrayList<>();
    private final List<Bot> gone = new ArrayList<>();
    private final AtomicInteger joining = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final List<Bot> joined = new CopyOnWriteArrayList<>();
    private int nextNumber;
    private int nextToLeave;

    Crowd(RunContext context) {
        this.context = context;
    }

    /** Joins everybody, so many per second; {@code idle} is called while waiting. */
    void bringIn(List<Role> roles, double perSecond, Runnable idle) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < roles.size(); i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            while (System.nanoTime() < due || joining.get() >= MAX_JOINING) {
                idle.run();
                Thread.sleep(POLL_MILLIS);
            }
            start(roles.get(i));
        }
    }

    /** Until nobody is joining any more; false when that takes longer than {@code seconds}. */
    boolean awaitJoined(int seconds, Runnable idle) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (joining.get() > 0) {
            if (System.nanoTime() - deadline > 0) {
                failures.add(joining.get() + " joins did not finish within " + seconds + " s");
                return false;
            }
            idle.run();
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    /** One leaves, and another joins in its place. */
    void replaceOne() {
        int at = nextToLeave++ % present.size();
        Bot leaving = present.get(at);
        gone.add(leaving);
        // A number of its own: its packets are counted anew.
        Bot next = new Bot(nextNumber++, leaving.role(), context);
        present.set(at, next);
        connected.decrementAndGet();
        joining.incrementAndGet();
        var unused = leaving.leave().whenComplete((done, failure) -> begin(next));
    }

    /** Everybody leaves; waits for that at most so long. */
    void sendAway(int seconds) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(present.size());
        for (Bot bot : present) {
            var unused = bot.leave().whenComplete((done, failure) -> left.decrementAndGet());
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (left.get() > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
        }
        if (left.get() > 0) {
            failures.add(left.get() + " leaves were not answered within " + seconds + " s");
        }
    }

    int connected() {
        return connected.get();
    }

    /** Reasons of failed joins and of connections that broke so far. */
    List<String> failures() {
        for (Bot bot : present) {
            Throwable failure = bot.failure();
            if (failure != null) {
                failures.add(String.valueOf(failure.getMessage()));
            }
        }
        return List.copyOf(failures);
    }

    List<Bot> present() {
        return present;
    }

    /** Everybody who ever connected. */
    List<Bot> everConnected() {
        return joined;
    }

    private void start(Role role) {
        Bot bot = new Bot(nextNumber++, role, context);
        present.add(bot);
        joining.incrementAndGet();
        begin(bot);
    }

    private void begin(Bot bot) {
        var unused =
                bot.start()
                        .whenComplete((done, failure) -> {
                            if (failure == null) {
                                joined.add(bot);
                                connected.incrementAndGet();
                            } else {
                                Throwable cause = failure.getCause();
                                failures.add(String.valueOf(cause == null ? failure : cause));
                            }
                            joining.decrementAndGet();
                        });
    }
}
