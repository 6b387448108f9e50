package dev.sluice.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Java threads of a process by their names.
 *
 * @param own of the server, and whatever is not known to be the JVM's
 * @param jvm what the JVM starts and ends as it likes: compilers, collectors' helpers, carriers of
 *     virtual threads and their timer
 */
public record JavaThreads(List<String> own, List<String> jvm) {

    /** As in {@code "main" #3 [2608] prio=5}; threads that run no Java have no number. */
    private static final Pattern JAVA_THREAD = Pattern.compile("\"(.*)\" #\\d+ .*");

    private static final Pattern JVM =
            Pattern.compile(
                    "Reference Handler|Finalizer|Signal Dispatcher|Service Thread|Attach Listener"
                            + "|Monitor Deflation Thread|Notification Thread|Common-Cleaner"
                            + "|C[12] CompilerThread\\d+|DestroyJavaVM|JFR .*"
                            + "|VirtualThread-unparker|VirtualThread-unblocker|.*-Poller"
                            + "|ForkJoinPool-\\d+-worker-\\d+|ForkJoinPool-\\d+-delayScheduler"
                            + "|ForkJoinPool\\.commonPool-.*");

    /** Both in order. */
    public JavaThreads {
        own = List.copyOf(own);
        jvm = List.copyOf(jvm);
    }

    /** Reads what {@code jcmd Thread.print} says. */
    static JavaThreads read(Iterable<String> lines) {
        List<String> own = new ArrayList<>();
        List<String> jvm = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = JAVA_THREAD.matcher(line);
            if (matcher.matches()) {
                String name = matcher.group(1);
                (JVM.matcher(name).matches() ? jvm : own).add(name);
            }
        }
        return new JavaThreads(own, jvm);
    }
}
