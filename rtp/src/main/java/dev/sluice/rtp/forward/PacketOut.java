package dev.sluice.rtp.forward;

/**
 * Gives room for packets in the subscriber's slab and takes them. A slot claims, writes and then
 * either commits or claims anew; between the two it calls nothing else. Never calls back.
 */
public interface PacketOut {

    /**
     * Makes room for {@code bytes} at {@link #offset()}; what head and tail room encryption needs
     * is the implementation's. Says false when there is none: the packet is given up, and can be
     * recovered by NACK.
     */
    boolean claim(int bytes);

    /** The array to write into. */
    byte[] data();

    /**
     * Whether the sound written next is to carry a transport-wide sequence number. Asked once for
     * each packet; everything else always carries one.
     */
    default boolean tracksSound() {
        return true;
    }

    /** Where the packet begins in it. */
    int offset();

    /** The claimed room holds a packet now. {@code packet} is borrowed. */
    void commit(OutgoingPacket packet);
}
