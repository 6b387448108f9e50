package dev.sluice.dtlssrtp.srtp;

import org.jitsi.utils.ByteArrayBuffer;

/**
 * A region of somebody else's array as jitsi-srtp wants to see it; one is reused for all packets.
 */
final class BorrowedPacket implements ByteArrayBuffer {

    private byte[] data = new byte[0];
    private int offset;
    private int length;

    BorrowedPacket wrap(byte[] data, int offset, int length) {
        this.data = data;
        this.offset = offset;
        this.length = length;
        return this;
    }

    @Override
    public byte[] getBuffer() {
        return data;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int length) {
        this.length = length;
    }

    @Override
    public void setOffset(int offset) {
        this.offset = offset;
    }

    @Override
    public boolean isInvalid() {
        return offset < 0 || length < 0 || offset + length > data.length;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] target) {
        System.arraycopy(data, offset + from, target, 0, count);
    }

    /** The tail room was checked before; only jitsi-srtp's append moves the length. */
    @Override
    public void grow(int count) {
        if (offset + length + count > data.length) {
            throw new IllegalStateException("no tail room for " + count + " bytes");
        }
    }

    @Override
    public void append(byte[] source, int count) {
        System.arraycopy(source, 0, data, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int count) {
        length -= count;
    }
}
