package dev.sluice.signaling.auth;

/** The names of our claims; {@code sub} and {@code exp} are RFC 7519's. */
final class Claims {

    /** String: the room. */
    static final String ROOM = "room";

    /** String: what others read. */
    static final String NAME = "name";

    /** Boolean, or the list of sources that may be published. */
    static final String PUBLISH = "publish";

    /** Boolean. */
    static final String SUBSCRIBE = "subscribe";

    private Claims() {}
}
