package dev.sluice.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What every target demands of what it feeds. Thread-safe. */
public final class Check {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Check() {}

    /** Throws unless {@code holds}. */
    public static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /**
     * Runs something that must not allocate more than that on this thread. It is given a second
     * chance, because the first run of a path loads classes: it must be repeatable.
     */
    public static void allocatesAtMost(long bytes, Runnable work) {
        if (allocated(work) > bytes) {
            long again = allocated(work);
            that(again <= bytes, "allocated " + again + " bytes where " + bytes + " are allowed");
        }
    }

    private static long allocated(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
