package dev.sluice.sfu.api;

/** What a publication shows. A participant has at most one publication of each source at a time. */
public enum Source {
    /** Somebody's voice: audio. */
    MICROPHONE,
    /** Somebody's picture: video. */
    CAMERA,
    /** A shared screen, window or tab: video, sharpness before frame rate. */
    SCREEN,
    /** What a shared screen plays: audio. */
    SCREEN_AUDIO
}
