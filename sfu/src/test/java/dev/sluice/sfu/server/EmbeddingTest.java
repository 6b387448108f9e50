package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.ChatSettings;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.tap.KeyframeListener;
import dev.sluice.sfu.tap.MediaWriter;
import dev.sluice.sfu.tap.TapConfig;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The library as an embedder has it, without any signalling. */
@Timeout(60)
class EmbeddingTest {

    private static final String ROOM = "kitchen";
    private static final int CALLERS = 4;
    private static final int MESSAGES = 50;

    private ExecutorService executor;
    private SluiceServer server;

    @BeforeEach
    void start() throws Exception {
        AtomicInteger number = new AtomicInteger();
        executor =
                Executors.newFixedThreadPool(
                        3, work -> new Thread(work, "embedder-" + number.incrementAndGet()));
        server =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(2)
                                .withEvents(executor)
                                .withAddresses(List.of(InetAddress.getLoopbackAddress())));
    }

    @AfterEach
    void stop() {
        server.close();
        executor.shutdownNow();
    }

    /** Writes down what one participant is told, and whether that is ever told by two at once. */
    private static final class Told {

        final List<Long> orders = Collections.synchronizedList(new ArrayList<>());
        final Set<String> threads = ConcurrentHashMap.newKeySet();
        final AtomicInteger mostAtOnce = new AtomicInteger();
        final AtomicInteger results = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();

        void event(RoomEvent event) {
            note(() -> {
                if (event instanceof RoomEvent.MessageSent sent) {
                    orders.add(sent.message().order());
                }
            });
        }

        /** On the caller's thread where the result was there already. */
        void result() {
            results.incrementAndGet();
        }

        private void note(Runnable what) {
            mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
            threads.add(Thread.currentThread().getName().replaceAll("\\d", ""));
            what.run();
            Thread.yield();
            now.decrementAndGet();
        }
    }

    @Test
    void shouldTellEachInOneOrderOnTheEmbeddersThreadsWhoeverCalls() throws Exception {
        RoomSettings talkative =
                RoomSettings.DEFAULT.toBuilder().chat(new ChatSettings(60_000, 500, 10, 0)).build();
        get(server.createRoom(ROOM, talkative));
        List<Told> told = List.of(new Told(), new Told(), new Told());
        List<Participant> people = new ArrayList<>();
        for (Told one : told) {
            people.add(join("p" + people.size(), one));
        }
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            Thread thread = new Thread(() -> talk(people, told, caller), "caller-" + i);
            callers.add(thread);
            thread.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        int all = CALLERS * MESSAGES;
        for (Told one : told) {
            await(() -> one.orders.size() == all);
        }
        await(() -> told.stream().mapToInt(one -> one.results.get()).sum() == all);
        List<Long> expected = LongStream.rangeClosed(1, all).boxed().toList();
        for (Told one : told) {
            assertEquals(expected, one.orders);
            assertEquals(1, one.mostAtOnce.get());
            assertEquals(Set.of("embedder-"), one.threads);
        }
    }

    private static void talk(List<Participant> people, List<Told> told, int caller) {
        for (int i = 0; i < MESSAGES; i++) {
            int who = (caller + i) % people.size();
            var unused =
                    people.get(who)
                            .command(new RoomCommand.SendMessage("hello", null))
                            .thenAccept(reply -> told.get(who).result());
        }
    }

    @Test
    void shouldPublishAndTapPayloadsOfACodecThatItDoesNotCut() throws Exception {
        Participant bot = join("bot", new Told());
        MediaWriter camera =
                get(server.publish(bot, Source.CAMERA, Codec.VP9, KeyframeListener.NONE));
        List<byte[]> heard = Collections.synchronizedList(new ArrayList<>());
        get(
                server.tap(
                        ROOM,
                        camera.publicationId(),
                        TapConfig.DEFAULT,
                        packet -> heard.add(Arrays.copyOf(packet.payload, packet.payloadBytes))));
        // A keyframe of one packet: beginning and end of a frame, no picture id (RFC 9628).
        byte[] payload = {0x0C, 0x11, 0x22, 0x33};
        for (int i = 0; i < 3; i++) {
            camera.writeRtp(payload, i * 3_000L, true, MediaWriter.NO_LEVEL);
        }
        await(() -> heard.size() == 3);
        assertArrayEquals(payload, heard.get(2));
        assertThrows(
                IllegalArgumentException.class,
                () -> camera.writeFrame(payload, 0, MediaWriter.NO_LEVEL));
        assertThrows(
                IllegalArgumentException.class,
                () -> camera.writeRtp(new byte[1_201], 0, true, MediaWriter.NO_LEVEL));
    }

    /** A stage that is never completed would keep its caller for ever. */
    @Test
    void shouldAnswerWhatIsAskedAfterTheEnd() {
        server.close();
        CompletableFuture<?> late =
                server.join(ROOM, JoinRequest.builder("ada", "Ada").build(), event -> {})
                        .toCompletableFuture();
        assertThrows(Exception.class, () -> late.get(30, TimeUnit.SECONDS));
        assertTrue(late.isDone(), "not answered");
    }

    private Participant join(String identity, Told told) throws Exception {
        JoinRequest request = JoinRequest.builder(identity, identity).build();
        return get(server.join(ROOM, request, told::event)).participant();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within 30 s");
            Thread.sleep(10);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
