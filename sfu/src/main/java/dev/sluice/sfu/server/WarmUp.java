package dev.sluice.sfu.server;

import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.ice.stun.StunCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles the ciphers and loads the STUN codec on a thread of its own, beside the start of a
 * server, which that would hold up by half a second.
 */
final class WarmUp implements AutoCloseable {

    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private final Thread thread = new Thread(this::run, "sluice-warm-up");
    private volatile boolean wanted = true;

    private WarmUp() {
        thread.setDaemon(true);
    }

    static WarmUp start() {
        WarmUp warmUp = new WarmUp();
        warmUp.thread.start();
        return warmUp;
    }

    private void run() {
        try {
            StunCodec.warmUp();
            SrtpSession.warmUp(() -> wanted);
        } catch (RuntimeException | LinkageError failure) {
            LOG.error("calls will not work on this JVM", failure);
        }
    }

    /** Ends it; blocks until the thread is gone, for at most 5 s. An interrupt ends the waiting. */
    @Override
    public void close() {
        wanted = false;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
