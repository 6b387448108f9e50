package dev.sluice.bench.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * No monitor in protocol logic: ArchUnit cannot see MONITORENTER nor a synchronized method, so the
 * class files are read.
 */
class MonitorTest {

    private static final List<String> MARKERS =
            List.of(
                    "dev/sluice/mediacore/net/Tuple.class",
                    "dev/sluice/ice/agent/IceCredentials.class",
                    "dev/sluice/rtp/packet/RtpPacket.class");

    @Test
    void shouldHaveNoMonitorsInProtocolModules() throws Exception {
        List<String> found = new ArrayList<>();
        int classes = 0;
        for (String marker : MARKERS) {
            classes += scanModuleOf(marker, found);
        }
        assertTrue(classes > 30, "scanned only " + classes + " classes");
        assertEquals(List.of(), found);
    }

    @Test
    void shouldFindAMonitorWhereThereIsOne() throws IOException {
        List<String> found = new ArrayList<>();
        String name = WithMonitor.class.getName().replace('.', '/') + ".class";
        try (InputStream in = WithMonitor.class.getClassLoader().getResourceAsStream(name)) {
            scan(new ClassReader(in), found);
        }
        assertEquals(2, found.size(), found.toString());
    }

    /** What the scan must catch. */
    static final class WithMonitor {

        private int count;

        synchronized int method() {
            return count++;
        }

        int block() {
            synchronized (this) {
                return count++;
            }
        }
    }

    private static int scanModuleOf(String marker, List<String> found) throws Exception {
        URI uri = MonitorTest.class.getClassLoader().getResource(marker).toURI();
        if (uri.getScheme().equals("jar")) {
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return scanTree(jar.getPath("dev"), found);
            }
        }
        Path file = Path.of(uri);
        for (int i = marker.split("/").length; i > 1; i--) {
            file = file.getParent();
        }
        return scanTree(file, found);
    }

    private static int scanTree(Path root, List<String> found) throws IOException {
        int classes = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
                scan(new ClassReader(Files.readAllBytes(file)), found);
                classes++;
            }
        }
        return classes;
    }

    private static void scan(ClassReader reader, List<String> found) {
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            String signature,
                            String[] exceptions) {
                        String where = reader.getClassName() + "." + name;
                        if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                            found.add(where);
                        }
                        return new MethodVisitor(Opcodes.ASM9) {
                            @Override
                            public void visitInsn(int opcode) {
                                if (opcode == Opcodes.MONITORENTER) {
                                    found.add(where);
                                }
                            }
                        };
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }
}
