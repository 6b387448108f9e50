package dev.sluice.ice.agent;

import dev.sluice.ice.stun.StunFrame;
import dev.sluice.ice.stun.StunKey;
import java.nio.charset.StandardCharsets;

/** Credentials of ours that a peer's requests are signed with, from one restart to the next. */
final class LocalGeneration {

    private final IceCredentials credentials;
    private final byte[] fragment;
    private final StunKey key;

    LocalGeneration(IceCredentials credentials) {
        this.credentials = credentials;
        this.fragment = credentials.usernameFragment().getBytes(StandardCharsets.US_ASCII);
        this.key = new StunKey(credentials.password());
    }

    IceCredentials credentials() {
        return credentials;
    }

    StunKey key() {
        return key;
    }

    /** Whether {@code request} names our fragment; proves nothing. */
    boolean isNamedBy(StunFrame request) {
        return request.isFor(fragment);
    }

    /** Whether {@code request} names our fragment and is signed with our password. */
    boolean authenticates(StunFrame request) {
        return isNamedBy(request) && key.verifies(request);
    }
}
