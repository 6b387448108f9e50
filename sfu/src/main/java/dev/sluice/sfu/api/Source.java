package dev.sluice.sfu.api;

/** What a publication shows. A participant has at most one publication of each source at a time. */
public enum Source {
    MICROPHONE,
    CAMERA,
    SCREEN,
    SCREEN_AUDIO
}
