package dev.sluice.sfu.api;

/** How much a participant chose to receive. */
public enum ReceiveMode {
    /** All that the path carries. */
    AUTO,
    /** At most 480 lines and 20 frames per second, 300 kbit/s in all. */
    SAVER,
    /** No video. */
    AUDIO_ONLY
}
