package dev.sluice.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server of ours holds: by its page of metrics, by {@code jcmd} of the same JDK, and by
 * {@code /proc} (Linux). Every method blocks.
 */
public final class ServerProbe {

    private static final int TIMEOUT_MILLIS = 10_000;

    /** As in {@code 1: 22222 1234567 [B (java.base@25)}. */
    private static final Pattern CLASS = Pattern.compile(" *\\d+: +\\d+ +(\\d+) +(\\S+)");

    private final long pid;
    private final URI page;

    /**
     * Looks at nothing yet.
     *
     * @param page of metrics
     */
    public ServerProbe(long pid, URI page) {
        this.pid = pid;
        this.page = page;
    }

    /** Every series by its name with its labels; values are up to a second old. */
    public Map<String, Double> metrics() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Connection", "close");
        Map<String, Double> series = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int blank = line.lastIndexOf(' ');
                if (!line.startsWith("#") && blank > 0) {
                    series.put(
                            line.substring(0, blank),
                            Double.parseDouble(line.substring(blank + 1)));
                }
            }
        }
        return series;
    }

    /** The sum of all series whose name with labels begins so; 0 when there is none. */
    public static double sum(Map<String, Double> series, String prefix) {
        return series.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /**
     * Bytes of all objects that are still in use, by their class: collects garbage first, and stops
     * the server meanwhile.
     */
    public Map<String, Long> liveBytes() throws IOException, InterruptedException {
        Map<String, Long> bytes = new HashMap<>();
        for (String line : jcmd("GC.class_histogram")) {
            Matcher matcher = CLASS.matcher(line);
            // The collector fills gaps with objects of its own.
            if (matcher.lookingAt() && !matcher.group(2).contains("Filler")) {
                bytes.merge(matcher.group(2), Long.parseLong(matcher.group(1)), Long::sum);
            }
        }
        if (bytes.isEmpty()) {
            throw new IOException("jcmd " + pid + " GC.class_histogram told nothing");
        }
        return bytes;
    }

    /** Bytes of all objects that are still in use; see {@link #liveBytes}. */
    public long liveHeapBytes() throws IOException, InterruptedException {
        return liveBytes().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Java threads, by name. */
    public JavaThreads threads() throws IOException, InterruptedException {
        JavaThreads threads = JavaThreads.read(jcmd("Thread.print"));
        if (threads.own().isEmpty()) {
            throw new IOException("jcmd " + pid + " Thread.print told nothing");
        }
        return threads;
    }

    /** Open descriptors. */
    public int descriptors() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path unused : open) {
                count++;
            }
        }
        return count;
    }

    private Iterable<String> jcmd(String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            throw new IOException("there is no " + jcmd + ": run this with a JDK, not a JRE");
        }
        Process process =
                new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                        .redirectErrorStream(true)
                        .start();
        var lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        process.waitFor();
        return lines;
    }
}
