package dev.sluice.signaling.config;

/**
 * A setting that the server cannot start with. The message is one line: the setting as the user
 * wrote it, the bad value, the remedy. A secret is never part of it.
 */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Settings that a server cannot start with, and the remedy. */
    public SettingsException(String message) {
        super(oneLine(message), null, false, false);
    }

    private static String oneLine(String message) {
        return message.replaceAll("[\\p{Cntrl}]+", " ");
    }
}
