package dev.sluice.rtp.codec;

/** The kind of a media section (RFC 8866, section 5.14). */
public enum MediaKind {
    /** Sound. */
    AUDIO,
    /** Moving pictures. */
    VIDEO
}
