package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.signaling.http.AddressCounter;
import dev.sluice.signaling.http.Channels;
import dev.sluice.signaling.http.Tally;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection: frames in and out, its deadlines and its bounds. A client that reads
 * slower than it is written to is cut off, by bytes or by time, and hurts nobody else.
 */
final class WebSocketEndpoint extends SimpleChannelInboundHandler<WebSocketFrame>
        implements Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketEndpoint.class);

    private static final long PING_SECONDS = 10;

    /** Pings without any sign of life in return before the connection counts as broken. */
    private static final int MAX_SILENT_PINGS = 2;

    private static final long CLOSE_MILLIS = 2_000;

    /** What leaves together; more is handed to the kernel before more is added. */
    private static final int MAX_TOGETHER_BYTES = 1 << 16;

    /** For news that keeps coming, as in a crowd: one send for all of that time. */
    private static final long NEWS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int GOING_AWAY = 1001;
    private static final int POLICY_VIOLATION = 1008;
    private static final int UNSUPPORTED_DATA = 1003;
    private static final int TOO_BIG = 1009;

    private final Session.Services services;
    private final AddressCounter.Place place;
    private final long joinMillis;
    private final int maxQueuedBytes;

    /** More requests at once, and we read no further until some are answered. */
    private final int maxPending;

    private final Consumer<WebSocketEndpoint> onClosed;
    private volatile @Nullable Session session;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> joinDeadline;
    private @Nullable ScheduledFuture<?> pings;
    private int silentPings;
    private boolean closing;
    private boolean goodbye;

    /** Closed by us, without a close of the client's. */
    private boolean cutOff;

    private boolean asked;
    private final TextFrames waiting = new TextFrames();
    private boolean flushSoon;
    private boolean flushLater;
    private long flushedNanos = System.nanoTime() - NEWS_NANOS;

    WebSocketEndpoint(
            Session.Services services,
            AddressCounter.Place place,
            long joinMillis,
            Consumer<WebSocketEndpoint> onClosed) {
        this.services = services;
        this.maxQueuedBytes = services.limits().of(Limit.SOCKET_QUEUE_BYTES);
        this.maxPending = services.limits().of(Limit.SOCKET_REQUESTS);
        this.onClosed = onClosed;
        this.place = place;
        this.joinMillis = joinMillis;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        session = new Session(services, this, ctx.executor());
        joinDeadline = ctx.executor().schedule(this::tooLate, joinMillis, TimeUnit.MILLISECONDS);
        pings =
                ctx.executor()
                        .scheduleAtFixedRate(
                                this::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    }

    /** Whoever sent a whole message has as long again, because letting it in may take time. */
    private void ask(ChannelHandlerContext ctx) {
        if (!asked) {
            asked = true;
            cancel(joinDeadline);
            joinDeadline =
                    ctx.executor().schedule(this::tooLate, joinMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void tooLate() {
        closeFor(Tally.Closed.LATE_JOIN, POLICY_VIOLATION, "join did not come in time");
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        silentPings = 0;
        if (closing) {
            if (frame instanceof CloseWebSocketFrame) {
                Channels.close(ctx);
            }
            return;
        }
        if (frame instanceof TextWebSocketFrame text) {
            ask(ctx);
            session().receive(text.text(), this);
        } else if (frame instanceof PingWebSocketFrame) {
            Channels.write(ctx, new PongWebSocketFrame(frame.content().retain()));
        } else if (frame instanceof CloseWebSocketFrame close) {
            goodbye = isGoodbye(close.statusCode());
            closing = true;
            leave(ctx);
            Channels.writeAndClose(ctx, close.retain());
        } else if (!(frame instanceof PongWebSocketFrame)) {
            close(UNSUPPORTED_DATA, "send text frames");
        }
    }

    /** A client that gives up a socket which hangs, or forgets one, does not leave by that. */
    private static boolean isGoodbye(int code) {
        return code == Session.NORMAL_CLOSURE || code == GOING_AWAY;
    }

    private Session session() {
        Session current = session;
        if (current == null) {
            throw new IllegalStateException("a frame came before the handler was added");
        }
        return current;
    }

    private void ping() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || closing) {
            return;
        }
        if (++silentPings > MAX_SILENT_PINGS) {
            cut(ctx);
            return;
        }
        Channels.write(ctx, new PingWebSocketFrame());
    }

    @Override
    public void handOver(Session other) {
        session = other;
    }

    @Override
    public void send(String message) {
        onLoop(ctx -> {
            if (queue(ctx, message)) {
                flushSoon(ctx);
            }
        });
    }

    @Override
    public void sendNews(String message) {
        onLoop(ctx -> {
            if (!queue(ctx, message)) {
                return;
            }
            long wait = flushedNanos + NEWS_NANOS - System.nanoTime();
            if (wait <= 0) {
                flushSoon(ctx);
            } else if (!flushLater) {
                flushLater = true;
                var unused =
                        ctx.executor().schedule(() -> flushLater(ctx), wait, TimeUnit.NANOSECONDS);
            }
        });
    }

    /** With whatever else the loop has to say now. */
    private void flushSoon(ChannelHandlerContext ctx) {
        if (!flushSoon) {
            flushSoon = true;
            ctx.executor().execute(() -> flush(ctx));
        }
    }

    private void flushLater(ChannelHandlerContext ctx) {
        flushLater = false;
        flush(ctx);
    }

    private void flush(ChannelHandlerContext ctx) {
        flushSoon = false;
        flushedNanos = System.nanoTime();
        leave(ctx);
    }

    private void leave(ChannelHandlerContext ctx) {
        ByteBuf frames = waiting.take();
        if (frames != null) {
            Channels.write(ctx, frames);
        }
    }

    /** Sessions may live on another loop than their socket. */
    private void onLoop(Consumer<ChannelHandlerContext> action) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (ctx.executor().inEventLoop()) {
            action.accept(ctx);
        } else {
            ctx.executor().execute(() -> action.accept(ctx));
        }
    }

    private boolean queue(ChannelHandlerContext ctx, String message) {
        if (closing || !ctx.channel().isActive()) {
            return false;
        }
        int bytes = ByteBufUtil.utf8Bytes(message);
        if (queuedBytes(ctx) + waiting.bytes() + bytes > maxQueuedBytes) {
            cutOff(ctx);
            return false;
        }
        waiting.add(ctx.alloc(), message, bytes);
        if (waiting.bytes() > MAX_TOGETHER_BYTES) {
            leave(ctx);
        }
        return true;
    }

    private void cutOff(ChannelHandlerContext ctx) {
        if (!closing) {
            LOG.info("cut off a client that reads too slowly: {}", ctx.channel().remoteAddress());
            closing = true;
            services.tally().close(Tally.Closed.SLOW_READER);
        }
        cut(ctx);
    }

    private void cut(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            cutOff = true;
        }
        Channels.close(ctx);
    }

    /** Whether it was closed without a close of the client's. Known when it is closed. */
    boolean wasCutOff() {
        return cutOff;
    }

    private static long queuedBytes(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void tooBig(String reason) {
        closeFor(Tally.Closed.TOO_BIG, TOO_BIG, reason);
    }

    /** Past a limit. On the loop. */
    private void closeFor(Tally.Closed limit, int code, String reason) {
        if (!closing) {
            services.tally().close(limit);
            close(code, reason);
        }
    }

    /** The client answers with its own close, or is cut off. */
    @Override
    public void close(int code, String reason) {
        onLoop(ctx -> close(ctx, code, reason));
    }

    private void close(ChannelHandlerContext ctx, int code, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        resumeReading(ctx);
        leave(ctx);
        Channels.write(ctx, new CloseWebSocketFrame(code, reason));
        var unused = ctx.executor().schedule(() -> cut(ctx), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void pending(int requests) {
        onLoop(ctx -> {
            if (requests >= maxPending) {
                if (ctx.channel().config().isAutoRead()) {
                    services.tally().pause();
                }
                var unused = ctx.channel().config().setAutoRead(false);
            } else {
                resumeReading(ctx);
            }
        });
    }

    private static void resumeReading(ChannelHandlerContext ctx) {
        if (!ctx.channel().config().isAutoRead()) {
            var unused = ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void joined() {
        onLoop(ctx -> {
            place.release();
            cancel(joinDeadline);
            if (ctx.pipeline().get(StrangerLimit.class) != null) {
                ctx.pipeline().remove(StrangerLimit.class);
            }
        });
    }

    /** Tells the client that the server goes down. On any thread. */
    void goingDown() {
        Session current = session;
        if (current != null) {
            current.endFrom(this, LeaveReason.SERVER_CLOSED);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == StrangerLimit.EXCEEDED) {
            tooBig("too much before join");
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            close(corrupted.closeStatus().code(), corrupted.closeStatus().reasonText());
        } else if (cause instanceof TooLongFrameException) {
            tooBig("message too big");
        } else if (cause instanceof WriteTimeoutException) {
            cutOff(ctx);
        } else {
            LOG.debug("a WebSocket connection broke: {}", cause.toString());
            cut(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel(joinDeadline);
        cancel(pings);
        place.release();
        waiting.release();
        session().onClosed(this, goodbye);
        onClosed.accept(this);
    }

    private static void cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
