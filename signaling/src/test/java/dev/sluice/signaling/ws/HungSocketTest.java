package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.AddressCounter;
import dev.sluice.signaling.http.Tally;
import dev.sluice.signaling.kit.FakeMediaServer;
import dev.sluice.signaling.session.Admission;
import dev.sluice.signaling.session.IceServers;
import dev.sluice.signaling.session.Tickets;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket that says nothing any more and does not close. The clock is the test's. */
@Timeout(120)
class HungSocketTest {

    private final FakeMediaServer media = new FakeMediaServer();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void join() throws InterruptedException {
        channel.freezeTime();
        SecureRandom random = new SecureRandom();
        Tickets tickets = new Tickets(random);
        WebSocketEndpoints endpoints =
                new WebSocketEndpoints(
                        media,
                        new Admission(null, random, tickets, Limits.DEFAULT),
                        IceServers.NONE,
                        new CallCenter(media, tickets, channel.eventLoop(), random),
                        random,
                        new Tally(),
                        Limits.DEFAULT,
                        10_000);
        channel.pipeline()
                .addLast(
                        endpoints.create(
                                new AddressCounter(1).take(InetAddress.getLoopbackAddress())));
        say("{\"type\":\"join\",\"id\":1,\"room\":\"r\",\"identity\":\"ada\"}");
        until(() -> hears(ByteBuf.class));
    }

    @AfterEach
    void stop() {
        channel.finishAndReleaseAll();
        media.close();
    }

    private void say(String text) {
        channel.writeInbound(new TextWebSocketFrame(text));
    }

    /** Whether such was written, text as its bytes; forgets what was. */
    private boolean hears(Class<? extends ReferenceCounted> kind) {
        boolean heard = false;
        for (Object frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
            heard |= kind.isInstance(frame);
            ReferenceCountUtil.release(frame);
        }
        return heard;
    }

    private void pass(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** The room has a thread of its own, which the frozen clock does not hold. */
    private void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "not within 30 s");
            Thread.sleep(5);
            channel.runPendingTasks();
        }
    }

    private Presence presence() {
        return media.participant("ada").presence();
    }

    @Test
    void shouldCountAsBrokenWithinHalfAMinuteAndThenAsGone() throws InterruptedException {
        pass(10);
        assertTrue(hears(PingWebSocketFrame.class));
        pass(10);
        assertTrue(hears(PingWebSocketFrame.class));
        assertTrue(channel.isOpen());
        assertEquals(Presence.HERE, presence());
        pass(10);
        assertFalse(channel.isOpen());
        until(() -> presence() == Presence.RECONNECTING);
        pass(29);
        assertEquals(1, media.population());
        pass(1);
        until(() -> media.population() == 0);
    }

    @Test
    void shouldLiveWhileAnythingComes() {
        for (int i = 0; i < 50; i++) {
            pass(10);
            assertTrue(hears(PingWebSocketFrame.class));
            if (i % 2 == 0) {
                channel.writeInbound(new PongWebSocketFrame());
            }
        }
        assertTrue(channel.isOpen());
    }

    @Test
    void shouldAnswerPings() throws InterruptedException {
        say("{\"type\":\"ping\",\"id\":2}");
        until(() -> hears(ByteBuf.class));
    }

    @Test
    void shouldNotLeaveWhenASocketIsGivenUp() throws InterruptedException {
        channel.writeInbound(new CloseWebSocketFrame(4002, "given up"));
        assertFalse(channel.isOpen());
        until(() -> presence() == Presence.RECONNECTING);
    }

    @Test
    void shouldLeaveOnAGoodbye() throws InterruptedException {
        channel.writeInbound(new CloseWebSocketFrame(1001, "going away"));
        until(() -> media.population() == 0);
    }
}
