package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.ExtensionWriter;
import dev.sluice.rtp.ext.HeaderExtensions;
import java.nio.charset.StandardCharsets;

/**
 * Builds the header extension of an outgoing packet (RFC 8285): of the publisher's elements those
 * that concern the media and that the subscriber negotiated, under its ids; the slot's own mid; and
 * room for what is stamped at the socket. Owned by a slot.
 */
final class SlotExtensions {

    private static final Extension[] PASSED_ON = {
        Extension.AUDIO_LEVEL,
        Extension.PLAYOUT_DELAY,
        Extension.ABS_CAPTURE_TIME,
        Extension.VIDEO_ORIENTATION,
        Extension.DEPENDENCY_DESCRIPTOR
    };
    private static final int TRANSPORT_CC_BYTES = 2;
    private static final int ABS_SEND_TIME_BYTES = 3;
    private static final int MAX_ELEMENT_BYTES = 255;

    private final ExtensionWriter writer = new ExtensionWriter();
    private final byte[] descriptor =
            new byte[MAX_ELEMENT_BYTES + DescriptorWriter.GROWTH_BYTES + 1];
    private int descriptorBytes;
    private boolean twoByte;
    private int bodyBytes;
    private boolean withMid;
    private boolean tracked;
    private byte[] mid = new byte[0];
    private ExtensionIds ids = ExtensionIds.NONE;

    /** Where the values to be stamped landed, from the packet's start; or ABSENT. */
    int transportCcOffset;

    int absSendTimeOffset;

    void configure(String midText, ExtensionIds subscriberIds) {
        mid = midText.getBytes(StandardCharsets.US_ASCII);
        ids = subscriberIds;
    }

    /** Whether dependency descriptors go on to the subscriber. */
    boolean passesDescriptors() {
        return ids.id(Extension.DEPENDENCY_DESCRIPTOR) != 0;
    }

    /** Whether the subscriber takes transport-wide sequence numbers. */
    boolean tracks() {
        return ids.id(Extension.TRANSPORT_CC) != 0;
    }

    /** Whether what is prepared next carries one, if the subscriber takes them. */
    void tracked(boolean wanted) {
        tracked = wanted && tracks();
    }

    /**
     * Settles what the extension holds.
     *
     * @param source the publisher's elements; none of them when {@code bare}
     * @return its length in bytes with its own header, 0 for none
     */
    int prepare(
            HeaderExtensions source,
            FrameInfo frame,
            Rewrite rewrite,
            boolean bare,
            boolean tellMid) {
        withMid = tellMid && ids.id(Extension.MID) != 0 && mid.length > 0;
        twoByte = false;
        bodyBytes = 0;
        descriptorBytes = 0;
        int elements = 0;
        for (Extension extension : PASSED_ON) {
            if (!bare && passes(extension, source, frame)) {
                elements += count(ids.id(extension), valueBytes(extension, source, frame, rewrite));
            }
        }
        if (withMid) {
            elements += count(ids.id(Extension.MID), mid.length);
        }
        if (tracked) {
            elements += count(ids.id(Extension.TRANSPORT_CC), TRANSPORT_CC_BYTES);
        }
        if (ids.id(Extension.ABS_SEND_TIME) != 0) {
            elements += count(ids.id(Extension.ABS_SEND_TIME), ABS_SEND_TIME_BYTES);
        }
        if (elements == 0) {
            return 0;
        }
        bodyBytes += twoByte ? 2 * elements : elements;
        return 4 + ((bodyBytes + 3) & ~3);
    }

    private boolean passes(Extension extension, HeaderExtensions source, FrameInfo frame) {
        boolean readable = extension != Extension.DEPENDENCY_DESCRIPTOR || frame.dependency.present;
        return ids.id(extension) != 0 && source.has(extension) && readable;
    }

    private int valueBytes(
            Extension extension, HeaderExtensions source, FrameInfo frame, Rewrite rewrite) {
        if (extension != Extension.DEPENDENCY_DESCRIPTOR) {
            return source.length(extension);
        }
        descriptorBytes =
                DescriptorWriter.write(
                        source.data(),
                        source.offset(extension),
                        source.length(extension),
                        frame.dependency,
                        rewrite,
                        descriptor);
        return descriptorBytes;
    }

    private int count(int id, int bytes) {
        twoByte |= !ExtensionWriter.fitsOneByte(id, bytes);
        bodyBytes += bytes;
        return 1;
    }

    /**
     * Writes what {@link #prepare} settled at {@code start}; the packet starts at {@code packet}.
     */
    void write(
            HeaderExtensions source,
            FrameInfo frame,
            boolean bare,
            byte[] out,
            int packet,
            int start) {
        writer.begin(out, start, twoByte);
        transportCcOffset =
                tracked
                        ? room(Extension.TRANSPORT_CC, TRANSPORT_CC_BYTES, packet)
                        : OutgoingPacket.ABSENT;
        absSendTimeOffset = room(Extension.ABS_SEND_TIME, ABS_SEND_TIME_BYTES, packet);
        if (withMid) {
            writer.put(ids.id(Extension.MID), mid, 0, mid.length);
        }
        for (Extension extension : PASSED_ON) {
            if (bare || !passes(extension, source, frame)) {
                continue;
            }
            int id = ids.id(extension);
            if (extension == Extension.DEPENDENCY_DESCRIPTOR) {
                writer.put(id, descriptor, 0, descriptorBytes);
            } else {
                writer.put(id, source.data(), source.offset(extension), source.length(extension));
            }
        }
        writer.end();
    }

    private int room(Extension extension, int bytes, int packet) {
        int id = ids.id(extension);
        return id == 0 ? OutgoingPacket.ABSENT : writer.reserve(id, bytes) - packet;
    }
}
