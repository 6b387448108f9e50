package dev.sluice.signaling.auth;

/** The names of our claims; {@code sub}, {@code exp} and {@code jti} are RFC 7519's. */
final class Claims {

    /** String: the room. */
    static final String ROOM = "room";

    /** String: what others read. */
    static final String NAME = "name";

    /** Boolean, or the list of sources that may be published. */
    static final String PUBLISH = "publish";

    /** Boolean. */
    static final String SUBSCRIBE = "subscribe";

    /** Boolean: may send application data. */
    static final String DATA = "data";

    /** Boolean: others do not see it. */
    static final String HIDDEN = "hidden";

    /** String: a role, or {@link RoleNames#AUTO}. */
    static final String ROLE = "role";

    /** Object of strings. */
    static final String ATTRIBUTES = "attributes";

    /** Boolean: may call others. */
    static final String CALL = "call";

    /** Boolean: may use the admin API. */
    static final String ADMIN = "admin";

    private Claims() {}
}
