package dev.sluice.sfu.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who wants into a room.
 *
 * @param identity at most 256 characters; a second join of the same identity replaces the first
 * @param name for people to read, at most 256 characters
 * @param autoSubscribe receive every publication of the room unless unsubscribed
 * @param role null: viewer in a broadcast, else participant
 * @param hostIfFirst with role null: host while the room has nobody else who runs it
 * @param access by what it gets in, null: freely
 * @param password for a room that asks for one
 * @param canWait whether it can be kept in a waiting room; if not, it is refused instead
 * @param attributes that others see beside the name
 */
public record JoinRequest(
        String identity,
        String name,
        Permissions permissions,
        boolean autoSubscribe,
        @Nullable Role role,
        boolean hostIfFirst,
        @Nullable Access access,
        @Nullable String password,
        boolean canWait,
        Map<String, String> attributes) {

    /**
     * The token that lets somebody in, as far as the room needs to know it: a removed participant
     * does not come back with it.
     *
     * @param tokenId unique to the token
     * @param expiresAtMillis since 1970; after that nobody can come with it anyway
     */
    public record Access(String tokenId, long expiresAtMillis) {}

    /**
     * Within its bounds.
     *
     * @throws RejectedException TOO_LARGE when there are too many attributes, or too long ones
     */
    public JoinRequest {
        attributes = Attributes.checked(attributes);
    }

    /** A free join that cannot wait. */
    public JoinRequest(
            String identity, String name, Permissions permissions, boolean autoSubscribe) {
        this(identity, name, permissions, autoSubscribe, null, false, null, null, false, Map.of());
    }

    /** Everything granted, receiving everything. */
    public static Builder builder(String identity, String name) {
        return new Builder(identity, name);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "JoinRequest[" + identity + "]";
    }

    /** Collects what differs from the defaults. One thread. */
    public static final class Builder {

        private final String identity;
        private final String name;
        private Permissions permissions = Permissions.ALL;
        private boolean autoSubscribe = true;
        private @Nullable Role role;
        private boolean hostIfFirst;
        private @Nullable Access access;
        private @Nullable String password;
        private boolean canWait;
        private Map<String, String> attributes = Map.of();

        private Builder(String identity, String name) {
            this.identity = identity;
            this.name = name;
        }

        /** What is granted; everything unless said otherwise. */
        public Builder permissions(Permissions value) {
            permissions = value;
            return this;
        }

        /** Whether every publication of the room is received; yes unless said otherwise. */
        public Builder autoSubscribe(boolean value) {
            autoSubscribe = value;
            return this;
        }

        /** The role; null, as unless said otherwise: what the room makes of those without. */
        public Builder role(@Nullable Role value) {
            role = value;
            return this;
        }

        /** Host while nobody else runs the room; no unless said otherwise. */
        public Builder hostIfFirst(boolean value) {
            hostIfFirst = value;
            return this;
        }

        /** The token by which it comes; null, as unless said otherwise: freely. */
        public Builder access(@Nullable Access value) {
            access = value;
            return this;
        }

        /** The room's password as it was given, null for none. */
        public Builder password(@Nullable String value) {
            password = value;
            return this;
        }

        /** Whether it may be kept in a waiting room; no unless said otherwise. */
        public Builder canWait(boolean value) {
            canWait = value;
            return this;
        }

        /** What others see beside the name; none unless said otherwise. */
        public Builder attributes(Map<String, String> value) {
            attributes = value;
            return this;
        }

        /**
         * The request.
         *
         * @throws RejectedException TOO_LARGE when there are too many attributes, or too long ones
         */
        public JoinRequest build() {
            return new JoinRequest(
                    identity,
                    name,
                    permissions,
                    autoSubscribe,
                    role,
                    hostIfFirst,
                    access,
                    password,
                    canWait,
                    attributes);
        }
    }
}
