package dev.sluice.sfu.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeakGuardTest {

    @Test
    void shouldFindEachBufferThatWasLost() throws InterruptedException {
        List<String> found = new ArrayList<>();
        lose(ByteBufAllocator.DEFAULT);
        lose(PooledByteBufAllocator.DEFAULT);
        while (found.size() < 2) {
            found.addAll(LeakGuard.collect());
        }
        assertEquals(2, found.size());
        for (String leak : found) {
            assertTrue(leak.contains("LeakGuardTest.lose"), leak);
        }
    }

    @Test
    void shouldLetReleasedOnesBe() throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            ByteBufAllocator.DEFAULT.buffer().release();
        }
        assertEquals(List.of(), LeakGuard.collect());
    }

    private static void lose(ByteBufAllocator allocator) {
        ByteBuf lost = allocator.buffer(16);
        lost.writeInt(1);
    }
}
