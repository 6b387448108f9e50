package dev.sluice.signaling.http;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The server cannot listen there. */
public final class ListenException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why, as far as the system says. */
    public enum Reason {
        /** Another program listens there. */
        TAKEN,
        /** Ports below 1024 want rights that the process lacks. */
        NOT_PERMITTED,
        /** The address is not one of this machine's. */
        NO_SUCH_ADDRESS
    }

    private final Reason reason;

    ListenException(InetSocketAddress address, Throwable cause) {
        super("cannot listen on " + address + ": " + cause.getMessage(), cause);
        this.reason = reason(String.valueOf(cause.getMessage()));
    }

    /** Why, for programs. */
    public Reason reason() {
        return reason;
    }

    private static Reason reason(String message) {
        if (message.contains("in use")) {
            return Reason.TAKEN;
        }
        return message.contains("ermission") ? Reason.NOT_PERMITTED : Reason.NO_SUCH_ADDRESS;
    }
}
