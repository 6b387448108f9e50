package dev.sluice.signaling.kit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Many members of rooms who chat: counts what each hears, and how long it took. */
public final class ChatLoad implements AutoCloseable {

    private static final String MARK = "sent-at-";
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final TestServer server;
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Member> members = new ArrayList<>();
    private final Histogram latencyMicros = new ConcurrentHistogram(60_000_000L, 3);
    private final AtomicLong heard = new AtomicLong();

    public ChatLoad(TestServer server) {
        this.server = server;
    }

    /** One socket in one room. */
    public final class Member extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final String join;
        private final CompletableFuture<Void> joined = new CompletableFuture<>();
        private Channel channel;
        private int nextId = 1;

        private Member(String room, String identity) {
            join =
                    "{\"type\":\"join\",\"id\":0,\"room\":\"%s\",\"identity\":\"%s\"}"
                            .formatted(room, identity);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                channel = ctx.channel();
                ctx.writeAndFlush(new TextWebSocketFrame(join));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            long now = System.nanoTime();
            String text = frame.text();
            if (text.contains("\"type\":\"message-sent\"")) {
                int mark = text.indexOf(MARK) + MARK.length();
                long sent = Long.parseLong(text.substring(mark, text.indexOf('"', mark)));
                latencyMicros.recordValue(Math.min(60_000_000L, (now - sent) / 1_000));
                heard.incrementAndGet();
            } else if (text.contains("\"id\":0") && text.startsWith("{\"type\":\"ok\"")) {
                joined.complete(null);
            } else if (text.contains("\"type\":\"error\"")) {
                joined.completeExceptionally(new AssertionError(text));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            joined.completeExceptionally(new AssertionError("the server closed"));
        }

        /** Says the time to everybody in the room. */
        void chat() {
            channel.writeAndFlush(
                    new TextWebSocketFrame(
                            "{\"type\":\"chat\",\"id\":%d,\"text\":\"%s%d\"}"
                                    .formatted(nextId++, MARK, System.nanoTime())));
        }
    }

    /** Brings somebody into a room; returns once it is in. */
    public Member join(String room, String identity) {
        Member member = new Member(room, identity);
        URI url = URI.create(server.address().replaceFirst("http", "ws") + "/ws");
        WebSocketClientProtocolConfig config =
                WebSocketClientProtocolConfig.newBuilder()
                        .webSocketUri(url)
                        .maxFramePayloadLength(1 << 20)
                        .build();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(new HttpClientCodec())
                                        .addLast(new HttpObjectAggregator(8192))
                                        .addLast(new WebSocketClientProtocolHandler(config))
                                        .addLast(member);
                            }
                        })
                .connect(new InetSocketAddress(url.getHost(), url.getPort()));
        member.joined.orTimeout(20, TimeUnit.SECONDS).join();
        members.add(member);
        return member;
    }

    /** Lets the given chat in turn, so often in all, spread evenly. */
    public void chat(List<Member> talkers, int perSecond, int messages) {
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            long due = start + i * SECOND_NANOS / perSecond;
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            talkers.get(i % talkers.size()).chat();
        }
    }

    /** Waits until so many messages were heard, summed over all who heard each. */
    public boolean awaitHeard(long wanted, int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + seconds * SECOND_NANOS;
        while (heard.get() < wanted && System.nanoTime() - deadline < 0) {
            Thread.sleep(20);
        }
        return heard.get() >= wanted;
    }

    public long heard() {
        return heard.get();
    }

    public double millisAtPercentile(double percentile) {
        return latencyMicros.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** Forgets what was heard, not who is there. */
    public void reset() {
        latencyMicros.reset();
        heard.set(0);
    }

    public List<Member> members() {
        return members;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000L);
    }
}
