package dev.sluice.sfu.dump;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtpDumpTest {

    private static final byte[] RTP = HexFormat.of().parseHex("8060000100000002000000030102");

    @TempDir private Path directory;

    @Test
    void shouldWriteAFileThatReadersOfPcapRead() throws IOException {
        try (RtpDump dump = new RtpDump(directory.resolve("new"))) {
            RtpDump.DumpFile file = dump.open("peer", 1_700_000_000_000_000L);
            file.packet(2_000_000, true, RTP, 0, RTP.length);
            file.packet(3_500_000, false, RTP, 0, RTP.length - 2);
            file.close();
        }
        byte[] pcap = Files.readAllBytes(directory.resolve("new/peer.pcap"));
        int frame = 14 + 20 + 8;
        assertEquals(24 + 2 * (16 + frame) + 2 * RTP.length - 2, pcap.length);
        assertEquals("d4c3b2a1", HexFormat.of().formatHex(pcap, 0, 4));
        assertEquals(0, checksum(pcap, 24 + 16 + 14));
        byte[] payload = new byte[RTP.length];
        System.arraycopy(pcap, 24 + 16 + frame, payload, 0, payload.length);
        assertArrayEquals(RTP, payload);
    }

    @Test
    void shouldKeepNamesInsideTheDirectory() throws IOException {
        try (RtpDump dump = new RtpDump(directory)) {
            dump.open("../../etc/passwd", 0).packet(0, true, RTP, 0, RTP.length);
        }
        try (var files = Files.list(directory)) {
            assertEquals(
                    List.of("______etc_passwd.pcap"),
                    files.map(f -> f.getFileName().toString()).toList());
        }
    }

    @Test
    void shouldCountWhatCannotBeWritten() throws IOException {
        RtpDump dump = new RtpDump(directory.resolve("gone"));
        Files.delete(directory.resolve("gone"));
        dump.open("peer", 0).packet(0, true, RTP, 0, RTP.length);
        dump.close();
        assertEquals(1, dump.dropped());
        assertFalse(Files.exists(directory.resolve("gone")));
    }

    private static int checksum(byte[] data, int offset) {
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += (data[offset + i] & 0xFF) << 8 | (data[offset + i + 1] & 0xFF);
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return ~(sum + (sum >>> 16)) & 0xFFFF;
    }
}
