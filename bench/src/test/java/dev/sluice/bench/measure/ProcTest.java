package dev.sluice.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is read from /proc, from made-up files and from this process. */
class ProcTest {

    @Test
    void shouldReadCpuTimeBehindAnOddName(@TempDir Path directory) throws IOException {
        Files.writeString(
                directory.resolve("stat"),
                "42 (a ) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 1 2 3\n");
        Files.writeString(directory.resolve("status"), "Name:\ta\nVmRSS:\t    2048 kB\n");

        ProcessMeter meter = new ProcessMeter(directory);
        assertEquals(3_000_000_000L, meter.cpuNanos());
        assertEquals(2L << 20, meter.residentBytes());

        thread(directory, 43, "sluice-media-1-1", 200);
        thread(directory, 44, "C2 CompilerThre", 70);
        thread(directory, 45, "C1 CompilerThre", 5);
        assertEquals(750_000_000L, meter.compilerNanos());
    }

    private static void thread(Path process, int id, String name, int ticks) throws IOException {
        Path task = Files.createDirectories(process.resolve("task").resolve(Integer.toString(id)));
        Files.writeString(
                task.resolve("stat"),
                id + " (" + name + ") S 1 42 42 0 -1 64 0 0 0 0 " + ticks + " 0 0 0 20 0 9 0 1\n");
    }

    @Test
    void shouldSayWhenAProcessIsGone(@TempDir Path directory) {
        ProcessMeter meter = new ProcessMeter(directory.resolve("none"));
        assertThrows(IOException.class, meter::cpuNanos);
    }

    @Test
    void shouldCountDropsOfTheProcessOnly(@TempDir Path proc) throws IOException {
        Path net = Files.createDirectories(proc.resolve("7/net"));
        Path open = Files.createDirectories(proc.resolve("7/fd"));
        Files.createSymbolicLink(open.resolve("3"), Path.of("socket:[111]"));
        Files.createSymbolicLink(open.resolve("4"), Path.of("/dev/null"));
        Files.createSymbolicLink(open.resolve("5"), Path.of("socket:[333]"));
        String head =
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"
                        + "  timeout inode ref pointer drops\n";
        String line = "  1: 0100007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000";
        Files.writeString(
                net.resolve("udp"),
                head
                        + line
                        + "     0        0 111 2 0000000000000000 5\n"
                        + line
                        + "     0        0 222 2 0000000000000000 9\n");
        Files.writeString(
                net.resolve("udp6"), head + line + "     0        0 333 2 0000000000000000 2\n");

        assertEquals(7, new UdpDrops(proc, 7).count());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldReadThisProcess() throws IOException {
        long pid = ProcessHandle.current().pid();
        assertTrue(new ProcessMeter(pid).cpuNanos() > 0);
        assertTrue(new ProcessMeter(pid).residentBytes() > 10 << 20);
        assertTrue(new UdpDrops(pid).count() >= 0);
    }
}
