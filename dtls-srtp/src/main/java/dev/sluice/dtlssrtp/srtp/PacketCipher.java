package dev.sluice.dtlssrtp.srtp;

import java.security.GeneralSecurityException;

/**
 * Seals and opens packets with the session keys of one direction and protocol, in place. A packet
 * is {@code head} bytes that stay readable, then what is encrypted. One thread.
 */
interface PacketCipher {

    /** What {@link #open} says of a packet whose tag is wrong. */
    boolean FORGED = false;

    /**
     * Encrypts what follows the head and puts the tag behind it.
     *
     * @param index 48 bits: the sequence number with its roll-over counter, or the SRTCP index
     * @param trailer four bytes that the tag covers too: the roll-over counter, or SRTCP's index
     *     with its flag
     */
    void seal(byte[] data, int offset, int head, int length, int ssrc, long index, int trailer)
            throws GeneralSecurityException;

    /**
     * Checks the tag and decrypts what follows the head. After {@link #FORGED} the bytes behind the
     * head are undefined.
     *
     * @param length without the tag
     */
    boolean open(byte[] data, int offset, int head, int length, int ssrc, long index, int trailer)
            throws GeneralSecurityException;

    /** The cipher of a profile for RTP. */
    static PacketCipher ofRtp(SrtpProfile profile, SrtpKeys keys) {
        return profile.aead() ? new GcmCipher(keys, false) : new CounterModeCipher(keys, false);
    }

    /** The cipher of a profile for RTCP. */
    static PacketCipher ofRtcp(SrtpProfile profile, SrtpKeys keys) {
        return profile.aead() ? new GcmCipher(keys, true) : new CounterModeCipher(keys, true);
    }
}
