package dev.sluice.signaling.turn;

import java.io.IOException;

/** The TURN server does not do what it was asked. */
public final class TurnException extends IOException {

    private static final long serialVersionUID = 1;

    /** No answer came. */
    public static final int SILENT = 0;

    private final int code;

    /**
     * A refusal or silence.
     *
     * @param code of RFC 8656, section 19, or {@link #SILENT}
     */
    public TurnException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Of RFC 8656, section 19, or {@link #SILENT}. */
    public int code() {
        return code;
    }
}
