package dev.sluice.fuzz;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.ExtensionWriter;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.ext.VideoLayersAllocation;
import dev.sluice.rtp.packet.RtpPacket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Header extensions (RFC 8285) of one packet: read, written by us, read again. */
public final class ExtensionsFuzz {

    private static final int MAX_BLOCK_BYTES = 1024;
    private static final ExtensionIds IDS = ids();

    private ExtensionsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Input input = new Input(data);
        int form = input.uint8();
        byte[] block = input.bytes(MAX_BLOCK_BYTES);
        int profile = (form & 1) == 0 ? 0xBEDE : 0x1000 | form >>> 4;
        RtpPacket packet = packet(profile, block);
        HeaderExtensions read = new HeaderExtensions();
        boolean sound = read.parse(packet, IDS);
        VideoLayersAllocation layers = new VideoLayersAllocation();
        for (Extension extension : Extension.values()) {
            if (!read.has(extension)) {
                continue;
            }
            int from = read.offset(extension);
            int to = from + read.length(extension);
            Check.that(
                    from >= packet.extensionOffset()
                            && to <= packet.extensionOffset() + packet.extensionBytes(),
                    extension + " lies outside of the block");
            if (extension == Extension.VIDEO_LAYERS_ALLOCATION) {
                layers.parse(read.data(), from, to - from);
                Check.that(layers.streams() >= 0 && layers.streams() <= 4, "streams");
            }
        }
        Check.that(read.transportSequenceNumber() < 65_536, "a wide sequence number");
        Check.that(read.audioLevel() < 128, "a wide level");
        if (sound) {
            writeAndReadBack(read);
        }
    }

    private static void writeAndReadBack(HeaderExtensions read) {
        byte[] target = new byte[4096];
        ExtensionWriter writer = new ExtensionWriter();
        writer.begin(target, 0, true);
        for (Extension extension : Extension.values()) {
            if (read.has(extension)) {
                int at =
                        writer.put(
                                IDS.id(extension),
                                read.data(),
                                read.offset(extension),
                                read.length(extension));
                Check.that(at != ExtensionWriter.REFUSED, "the writer refused " + extension);
            }
        }
        int length = writer.end();
        if (length == 0) {
            return;
        }
        HeaderExtensions second = new HeaderExtensions();
        RtpPacket packet = packet(0x1000, Arrays.copyOfRange(target, 4, length));
        Check.that(second.parse(packet, IDS), "our own is refused");
        for (Extension extension : Extension.values()) {
            Check.that(
                    Arrays.equals(value(read, extension), value(second, extension)),
                    extension + " changed on the way");
        }
    }

    private static byte[] value(HeaderExtensions extensions, Extension extension) {
        if (!extensions.has(extension)) {
            return new byte[0];
        }
        int from = extensions.offset(extension);
        return Arrays.copyOfRange(extensions.data(), from, from + extensions.length(extension));
    }

    /** A packet with this extension block, padded to whole words, and a payload of one byte. */
    static RtpPacket packet(int profile, byte[] block) {
        int words = (block.length + 3) / 4;
        ByteBuffer out = ByteBuffer.allocate(16 + 4 * words + 1);
        out.put((byte) 0x90).put((byte) 96).putShort((short) 1).putInt(2).putInt(3);
        out.putShort((short) profile).putShort((short) words).put(block);
        RtpPacket packet = new RtpPacket();
        Check.that(
                packet.parse(out.array(), 0, out.capacity()) == RtpPacket.Verdict.OK,
                "the packet around the block");
        return packet;
    }

    private static ExtensionIds ids() {
        Map<Extension, Integer> ids = new EnumMap<>(Extension.class);
        for (Extension extension : Extension.values()) {
            ids.put(extension, ids.size() + 1);
        }
        return ExtensionIds.of(ids);
    }
}
