package dev.sluice.ice.stun;

/** The attributes that we read (RFC 8489, section 18.3; RFC 8445, section 16.1). */
final class StunAttribute {

    static final int MAPPED_ADDRESS = 0x0001;
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int REALM = 0x0014;
    static final int NONCE = 0x0015;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    /** Types below this must be understood by whoever gets them. */
    static final int FIRST_OPTIONAL = 0x8000;

    static final int INTEGRITY_BYTES = 20;

    /** RFC 8489, section 14.3: fewer than 509 bytes. */
    private static final int MAX_USERNAME_BYTES = 508;

    private static final int FAMILY_IPV4 = 1;
    private static final int FAMILY_IPV6 = 2;

    private StunAttribute() {}

    /** A bit of its own for each attribute that ice4j may decode for us, 0 for all others. */
    static int decodedBit(int type) {
        return switch (type) {
            case USERNAME -> 1;
            case ERROR_CODE -> 1 << 1;
            case UNKNOWN_ATTRIBUTES -> 1 << 2;
            case XOR_MAPPED_ADDRESS -> 1 << 3;
            case PRIORITY -> 1 << 4;
            case USE_CANDIDATE -> 1 << 5;
            case ICE_CONTROLLED -> 1 << 6;
            case ICE_CONTROLLING -> 1 << 7;
            default -> 0;
        };
    }

    /** Whether we must refuse a request that carries {@code type} (RFC 8489, section 6.3.1). */
    static boolean isUnknownRequired(int type) {
        return type < FIRST_OPTIONAL
                && decodedBit(type) == 0
                && type != MAPPED_ADDRESS
                && type != MESSAGE_INTEGRITY
                && type != REALM
                && type != NONCE;
    }

    /**
     * Whether a value of {@code length} bytes at {@code offset} is one that {@code type} can have.
     */
    static boolean isWellFormed(int type, byte[] data, int offset, int length) {
        return switch (type) {
            case USERNAME -> length >= 1 && length <= MAX_USERNAME_BYTES;
            case MESSAGE_INTEGRITY -> length == INTEGRITY_BYTES;
            case ERROR_CODE -> length >= 4 && isErrorCode(data[offset + 2], data[offset + 3]);
            case UNKNOWN_ATTRIBUTES -> length % 2 == 0;
            case XOR_MAPPED_ADDRESS ->
                    (length == 8 && data[offset + 1] == FAMILY_IPV4)
                            || (length == 20 && data[offset + 1] == FAMILY_IPV6);
            case PRIORITY, FINGERPRINT -> length == 4;
            case USE_CANDIDATE -> length == 0;
            case ICE_CONTROLLED, ICE_CONTROLLING -> length == 8;
            default -> true;
        };
    }

    private static boolean isErrorCode(int hundreds, int rest) {
        return hundreds >= 3 && hundreds <= 6 && rest >= 0 && rest <= 99;
    }
}
