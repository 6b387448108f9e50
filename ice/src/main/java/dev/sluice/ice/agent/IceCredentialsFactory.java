package dev.sluice.ice.agent;

import java.util.random.RandomGenerator;

/**
 * Makes our own credentials. The username fragment is {@code S}, two ice-chars for the media loop
 * that owns the transport, and nine random ones (54 bits; RFC 8445, section 5.3, asks for 24), so
 * that any loop can route a check to its owner. Belongs to the thread of its generator.
 */
public final class IceCredentialsFactory {

    /** Loops that a fragment can name. */
    public static final int MAX_LOOPS = 64 * 64;

    private static final String ICE_CHARS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final char MARK = 'S';
    private static final int FRAGMENT_LENGTH = 12;
    private static final int RANDOM_FRAGMENT_CHARS = 9;

    /** 144 bits; RFC 8445 asks for 128. */
    private static final int PASSWORD_LENGTH = 24;

    private final RandomGenerator random;

    /** The generator must be a {@link java.security.SecureRandom} outside of tests. */
    public IceCredentialsFactory(RandomGenerator random) {
        this.random = random;
    }

    /**
     * New credentials for a transport of {@code loop}, 0 to {@link #MAX_LOOPS} - 1.
     *
     * @throws IllegalArgumentException when there is no such loop
     */
    public IceCredentials create(int loop) {
        if (loop < 0 || loop >= MAX_LOOPS) {
            throw new IllegalArgumentException("no such loop: " + loop);
        }
        StringBuilder fragment = new StringBuilder(FRAGMENT_LENGTH).append(MARK);
        fragment.append(ICE_CHARS.charAt(loop >> 6)).append(ICE_CHARS.charAt(loop & 63));
        append(fragment, RANDOM_FRAGMENT_CHARS);
        StringBuilder password = new StringBuilder(PASSWORD_LENGTH);
        append(password, PASSWORD_LENGTH);
        return new IceCredentials(fragment.toString(), password.toString());
    }

    /** The loop that a fragment names; -1 when it is none of ours. */
    public static int loopOf(String usernameFragment) {
        if (usernameFragment.length() != FRAGMENT_LENGTH || usernameFragment.charAt(0) != MARK) {
            return -1;
        }
        int high = ICE_CHARS.indexOf(usernameFragment.charAt(1));
        int low = ICE_CHARS.indexOf(usernameFragment.charAt(2));
        return high < 0 || low < 0 ? -1 : high << 6 | low;
    }

    private void append(StringBuilder text, int count) {
        for (int i = 0; i < count; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
    }
}
