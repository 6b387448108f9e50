package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.Tally;
import dev.sluice.signaling.kit.FakeMediaServer;
import dev.sluice.signaling.kit.FakeParticipant;
import dev.sluice.signaling.session.Admission;
import dev.sluice.signaling.session.IceServers;
import dev.sluice.signaling.session.Tickets;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sessions whose sockets break, on several loops. */
@Timeout(30)
class ResumeTest {

    private final FakeMediaServer media = new FakeMediaServer();
    private final List<EventExecutor> loops =
            List.of(new DefaultEventExecutor(), new DefaultEventExecutor());
    private final Tally tally = new Tally();
    private final Session.Services services =
            new Session.Services(
                    media,
                    new Admission(null, new SecureRandom()),
                    IceServers.NONE,
                    new Resumables(new SecureRandom()),
                    new CallCenter(
                            media,
                            new Tickets(new SecureRandom()),
                            loops.get(0),
                            new SecureRandom()),
                    tally,
                    Limits.DEFAULT);
    private int sockets;

    @AfterEach
    void stop() {
        loops.forEach(loop -> {
            var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
        media.close();
    }

    /** A socket on a loop of its own, as the server sees it. */
    private final class Socket implements Outbox {

        final EventExecutor loop = loops.get(sockets++ % loops.size());
        final BlockingQueue<JsonNode> said = new LinkedBlockingQueue<>();
        volatile Session session = new Session(services, this, loop);
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        volatile boolean broken;

        @Override
        public void send(String message) {
            if (!broken) {
                said.add(JsonMapper.shared().readTree(message));
            }
        }

        @Override
        public void close(int code, String reason) {
            closed.complete(code);
        }

        @Override
        public void pending(int requests) {}

        @Override
        public void joined() {}

        @Override
        public void handOver(Session other) {
            session = other;
        }

        /** As a client's message arrives: on the socket's loop. */
        void tell(String text) {
            loop.submit(() -> session.receive(text, this)).syncUninterruptibly();
        }

        void breaks() {
            broken = true;
            loop.submit(() -> session.onClosed(this, false)).syncUninterruptibly();
        }

        JsonNode next() {
            try {
                JsonNode message = said.poll(5, TimeUnit.SECONDS);
                assertTrue(message != null, "a message came");
                return message;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        String join(String identity) {
            tell(
                    "{\"type\":\"join\",\"id\":1,\"room\":\"r\",\"identity\":\"%s\"}"
                            .formatted(identity));
            return next().at("/resume/token").asString();
        }

        JsonNode resume(String token, long received) {
            tell(
                    "{\"type\":\"resume\",\"id\":9,\"token\":\"%s\",\"received\":%d}"
                            .formatted(token, received));
            return next();
        }
    }

    private static RoomEvent event(int number) {
        return new RoomEvent.SpeakersChanged(
                List.of(new RoomEvent.Speaker("p" + number, -1)), null);
    }

    private static int number(JsonNode speakers) {
        return Integer.parseInt(speakers.at("/speakers/0/participant").asString().substring(1));
    }

    @Test
    void shouldReplayWhatWasMissedOnce() {
        Socket first = new Socket();
        String token = first.join("ada");
        FakeParticipant ada = media.participant("ada");
        media.emit(ada, event(1));
        assertEquals(1, first.next().get("n").asLong());
        first.breaks();
        media.emit(ada, event(2));
        media.emit(ada, event(3));

        Socket second = new Socket();
        JsonNode ok = second.resume(token, 1);
        assertEquals("ok", ok.get("type").asString(), ok.toString());
        assertEquals(9, ok.get("id").asLong());
        assertEquals(2, ok.get("missed").asInt());
        assertEquals(1, ok.get("lastRequest").asLong());
        assertEquals(2, number(second.next()));
        JsonNode third = second.next();
        assertEquals(3, number(third));
        assertEquals(3, third.get("n").asLong());
        media.emit(ada, event(4));
        assertEquals(4, number(second.next()));
        assertEquals(1, media.population());
    }

    @Test
    void shouldGiveTheReplyThatTheBrokenSocketDidNot() {
        Socket first = new Socket();
        String token = first.join("ada");
        first.tell("{\"type\":\"publish\",\"id\":2,\"source\":\"microphone\",\"kind\":\"audio\"}");
        assertEquals(2, first.next().get("id").asLong());
        media.call(server -> {
            first.tell("{\"type\":\"unpublish\",\"id\":3,\"publication\":\"none\"}");
            first.breaks();
            return server;
        });
        Socket second = new Socket();
        JsonNode ok = second.resume(token, 1);
        assertEquals(3, ok.get("lastRequest").asLong());
        JsonNode reply = second.next();
        assertEquals(3, reply.get("id").asLong());
        assertEquals("error", reply.get("type").asString());
    }

    @Test
    void shouldTakeOverFromASocketThatDoesNotKnowThatItIsBroken() {
        Socket first = new Socket();
        String token = first.join("ada");
        Socket second = new Socket();
        second.resume(token, 0);
        media.emit(media.participant("ada"), event(1));
        assertEquals(1, number(second.next()));
        assertEquals(Session.RESUMED_ELSEWHERE, first.closed.join());
        assertTrue(first.said.isEmpty());
        first.breaks();
        first.tell("{\"type\":\"leave\",\"id\":2}");
        media.emit(media.participant("ada"), event(2));
        assertEquals(2, number(second.next()));
        assertEquals(1, media.population());
    }

    @Test
    void shouldRefuseAnUnknownSessionAndLetJoinAnew() {
        Socket first = new Socket();
        String token = first.join("ada");
        Socket second = new Socket();
        JsonNode refused = second.resume(token + "x", 0);
        assertEquals("NOT_FOUND", refused.get("code").asString());
        assertFalse(second.closed.isDone());
        second.join("ada");
        assertEquals("replaced", first.next().get("reason").asString());
        assertEquals(1, media.population());
        Socket third = new Socket();
        assertEquals("NOT_FOUND", third.resume(token, 0).get("code").asString());
    }

    @Test
    void shouldRefuseWhenMoreWasMissedThanIsKeptOrReached() {
        Socket first = new Socket();
        String token = first.join("ada");
        FakeParticipant ada = media.participant("ada");
        Socket ahead = new Socket();
        assertEquals("NOT_FOUND", ahead.resume(token, 7).get("code").asString());
        first.breaks();
        for (int i = 1; i <= 1_025; i++) {
            media.emit(ada, event(i));
        }
        Socket second = new Socket();
        assertEquals("NOT_FOUND", second.resume(token, 0).get("code").asString());
        assertEquals(Session.GONE, second.closed.join());
        assertEquals(2, tally.closed(Tally.Closed.MISSED_TOO_MUCH), "with the one that is ahead");
        Socket third = new Socket();
        assertEquals(1_024, third.resume(token, 1).get("missed").asInt());
    }

    @Test
    void shouldNotBringBackWhoLeft() {
        Socket first = new Socket();
        String token = first.join("ada");
        first.tell("{\"type\":\"leave\",\"id\":2}");
        assertEquals(2, first.next().get("id").asLong());
        assertEquals("left", first.next().get("type").asString());
        Socket second = new Socket();
        assertEquals("NOT_FOUND", second.resume(token, 0).get("code").asString());
        assertEquals(0, media.population());
    }

    @Test
    void shouldTellOthersThatSomebodyIsOutOfTouchAndBack() {
        Socket first = new Socket();
        String token = first.join("ada");
        first.breaks();
        assertEquals(Presence.RECONNECTING, media.participant("ada").presence());
        Socket second = new Socket();
        second.resume(token, 0);
        second.tell("{\"type\":\"nothing\",\"id\":10}");
        assertEquals(10, second.next().get("id").asLong());
        assertEquals(Presence.HERE, media.participant("ada").presence());
    }

    /** A client on bad sockets hears everything once and in order, and is never there twice. */
    @Test
    void shouldLoseAndRepeatNothingOverTwoHundredBreaks() {
        RandomGenerator random = new SplittableRandom(11);
        Socket socket = new Socket();
        String token = socket.join("ada");
        FakeParticipant ada = media.participant("ada");
        List<Integer> heard = new ArrayList<>();
        long received = 0;
        int emitted = 0;
        for (int round = 0; round < 200; round++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                media.emit(ada, event(++emitted));
            }
            for (int i = random.nextInt(4); i > 0 && !socket.said.isEmpty(); i--) {
                JsonNode message = socket.next();
                received = message.get("n").asLong();
                heard.add(number(message));
            }
            if (random.nextBoolean()) {
                socket.breaks();
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                media.emit(ada, event(++emitted));
            }
            socket = new Socket();
            JsonNode ok = socket.resume(token, received);
            assertEquals("ok", ok.get("type").asString(), ok.toString());
        }
        media.emit(ada, event(++emitted));
        while (heard.size() < emitted) {
            heard.add(number(socket.next()));
        }
        for (int i = 0; i < emitted; i++) {
            assertEquals(i + 1, heard.get(i));
        }
        assertEquals(1, media.population());
    }
}
