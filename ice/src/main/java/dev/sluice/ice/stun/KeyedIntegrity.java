package dev.sluice.ice.stun;

import org.ice4j.attribute.MessageIntegrityAttribute;
import org.ice4j.stack.StunStack;

/** MESSAGE-INTEGRITY that ice4j encodes with our key instead of one of a stack's. */
final class KeyedIntegrity extends MessageIntegrityAttribute {

    private final StunKey key;

    KeyedIntegrity(StunKey key) {
        this.key = key;
    }

    @Override
    public byte[] encode(StunStack ignored, byte[] content, int offset, int length) {
        byte[] attribute =
                new byte[StunFrame.ATTRIBUTE_HEADER_BYTES + StunAttribute.INTEGRITY_BYTES];
        attribute[1] = (byte) StunAttribute.MESSAGE_INTEGRITY;
        attribute[3] = (byte) StunAttribute.INTEGRITY_BYTES;
        byte[] value = key.hmac(content, offset, length);
        System.arraycopy(value, 0, attribute, StunFrame.ATTRIBUTE_HEADER_BYTES, value.length);
        return attribute;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
