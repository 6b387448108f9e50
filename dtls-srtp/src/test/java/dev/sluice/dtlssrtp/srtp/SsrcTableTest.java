package dev.sluice.dtlssrtp.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SsrcTableTest {

    @Test
    void shouldBehaveAsALeastRecentlyUsedMap() {
        for (int capacity : new int[] {1, 7, 8, 64}) {
            Random random = new Random(capacity);
            SsrcTable<Integer> table = new SsrcTable<>(capacity);
            Map<Integer, Integer> model = new LinkedHashMap<>(16, 0.75f, true);
            for (int i = 0; i < 200_000; i++) {
                // Multiples of 2^20 collide often, few of them recur often.
                int ssrc = random.nextInt(3 * capacity) << (random.nextBoolean() ? 20 : 0);
                assertEquals(model.get(ssrc), table.get(ssrc));
                if (!model.containsKey(ssrc)) {
                    if (model.size() == capacity) {
                        model.remove(model.keySet().iterator().next());
                    }
                    model.put(ssrc, i);
                    table.put(ssrc, i);
                }
                assertEquals(model.size(), table.size());
            }
        }
    }
}
