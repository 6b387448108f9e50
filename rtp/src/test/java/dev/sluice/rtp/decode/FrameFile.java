package dev.sluice.rtp.decode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes coded frames as decoders read them: IVF, or Annex B for H264. */
public final class FrameFile {

    private FrameFile() {}

    /** The frames' presentation times count from 0, one per frame. */
    public static Path write(Path directory, String name, String codec, List<CodedFrame> frames)
            throws IOException {
        boolean annexB = codec.equals("H264");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!annexB) {
            out.writeBytes(header(codec, frames.size()));
        }
        for (int i = 0; i < frames.size(); i++) {
            byte[] data = frames.get(i).data();
            if (!annexB) {
                out.writeBytes(little(12).putInt(data.length).putLong(i).array());
            }
            out.writeBytes(data);
        }
        return Files.write(
                directory.resolve(name + (annexB ? ".h264" : ".ivf")), out.toByteArray());
    }

    private static byte[] header(String codec, int frames) {
        String fourCc = codec.equals("AV1") ? "AV01" : codec + "0";
        ByteBuffer header = little(32);
        header.put("DKIF".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        header.putShort((short) 0).putShort((short) 32);
        header.put(fourCc.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        header.putShort((short) 960).putShort((short) 540);
        header.putInt(30).putInt(1).putInt(frames).putInt(0);
        return header.array();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
