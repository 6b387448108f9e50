package dev.sluice.signaling.turn;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An address at a TURN server (RFC 8656) that relays between us and others. It lasts for ten
 * minutes, and is not refreshed. Blocks; one thread asks and receives, any may send.
 */
public final class TurnAllocation implements Closeable {

    private static final int FIRST_CHANNEL = 0x4000;
    private static final int UDP = 17;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int RETRY_MILLIS = 500;
    private static final int UNAUTHORIZED = 401;
    private static final int STALE_NONCE = 438;

    private final TurnLink link;
    private final String username;
    private final String password;
    private final RandomGenerator random;
    private String realm = "";
    private String nonce = "";
    private byte @Nullable [] key;
    private int channels;
    private @Nullable InetSocketAddress relayed;

    /** What came from another, by its channel. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ChannelData(int channel, byte[] data) {}

    private TurnAllocation(
            TurnLink link, String username, String password, RandomGenerator random) {
        this.link = link;
        this.username = username;
        this.password = password;
        this.random = random;
    }

    /**
     * Asks a TURN server for an address.
     *
     * @param random unguessable
     * @throws TurnException when it refuses or says nothing
     * @throws IOException when it cannot be reached
     */
    public static TurnAllocation open(
            TurnUrl url, String username, String password, RandomGenerator random)
            throws IOException {
        TurnAllocation allocation =
                new TurnAllocation(TurnLink.open(url), username, password, random);
        try {
            allocation.allocate();
            return allocation;
        } catch (IOException | RuntimeException e) {
            allocation.link.close();
            throw e;
        }
    }

    /**
     * From where others see what we send.
     *
     * @throws IllegalStateException before it is allocated
     */
    public InetSocketAddress relayed() {
        if (relayed == null) {
            throw new IllegalStateException("it was not allocated");
        }
        return relayed;
    }

    /**
     * Lets data to and from another through.
     *
     * @return the channel for it
     * @throws TurnException when the server does not relay to there
     */
    int bind(InetSocketAddress peer) throws IOException {
        int channel = FIRST_CHANNEL + channels++;
        ask(TurnMessage.CHANNEL_BIND, channel << 16, peer);
        return channel;
    }

    void send(int channel, byte[] data, int length) throws IOException {
        link.send(
                ByteBuffer.allocate(4 + length)
                        .putShort((short) channel)
                        .putShort((short) length)
                        .put(data, 0, length)
                        .array());
    }

    /** The next data from a channel; null: none came. */
    @Nullable ChannelData receive(int millis) throws IOException {
        byte[] message = link.receive(millis);
        if (message == null || message.length < 4 || message[0] >>> 6 != 1) {
            return null;
        }
        ByteBuffer head = ByteBuffer.wrap(message);
        int end = 4 + (head.getShort(2) & 0xFFFF);
        return end > message.length
                ? null
                : new ChannelData(head.getShort(0) & 0xFFFF, Arrays.copyOfRange(message, 4, end));
    }

    /** Gives the address back. */
    @Override
    public void close() throws IOException {
        try {
            link.send(signed(request(TurnMessage.REFRESH).with(TurnMessage.LIFETIME, 0)));
        } finally {
            link.close();
        }
    }

    private void allocate() throws IOException {
        TurnMessage answer = ask(TurnMessage.ALLOCATE, UDP << 24, null);
        relayed = answer.address(TurnMessage.RELAYED_ADDRESS);
        if (relayed == null) {
            throw new TurnException(TurnException.SILENT, "it gives no address");
        }
    }

    /** Asks, and once more with what the server tells to sign by. */
    private TurnMessage ask(int method, int number, @Nullable InetSocketAddress peer)
            throws IOException {
        for (int tries = 0; ; tries++) {
            TurnMessage request = request(method);
            if (peer == null) {
                request.with(TurnMessage.REQUESTED_TRANSPORT, number);
            } else {
                request.with(TurnMessage.CHANNEL_NUMBER, number)
                        .with(TurnMessage.PEER_ADDRESS, peer);
            }
            boolean first = key == null;
            TurnMessage answer = exchange(request);
            if (!answer.isError()) {
                return answer;
            }
            int code = answer.errorCode();
            boolean again = (first && code == UNAUTHORIZED) || code == STALE_NONCE;
            if (!again || tries > 1) {
                throw new TurnException(code, (code + " " + answer.reason()).strip());
            }
            authenticate(answer);
        }
    }

    private void authenticate(TurnMessage challenge) {
        realm = challenge.text(TurnMessage.REALM);
        nonce = challenge.text(TurnMessage.NONCE);
        String text = username + ":" + realm + ":" + password;
        try {
            // RFC 8489, section 9.2.2: the long-term key.
            key = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private TurnMessage exchange(TurnMessage request) throws IOException {
        byte[] bytes = signed(request);
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        long resend = 0;
        boolean sent = false;
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            if (!sent || (link.isLossy() && now - resend >= 0)) {
                link.send(bytes);
                sent = true;
                resend = now + RETRY_MILLIS * 1_000_000L;
            }
            byte[] message = receive();
            TurnMessage answer = message == null ? null : TurnMessage.decode(message);
            if (answer != null && answer.answers(request)) {
                return answer;
            }
        }
        throw new TurnException(TurnException.SILENT, "it does not answer");
    }

    private byte @Nullable [] receive() throws IOException {
        try {
            return link.receive(RETRY_MILLIS);
        } catch (PortUnreachableException e) {
            // Nobody listens there yet: it may be about to start.
            LockSupport.parkNanos(RETRY_MILLIS * 1_000_000L);
            return null;
        }
    }

    private TurnMessage request(int method) {
        byte[] id = new byte[12];
        random.nextBytes(id);
        return TurnMessage.request(method, id);
    }

    private byte[] signed(TurnMessage request) {
        byte[] secret = key;
        if (secret == null) {
            return request.encode(null);
        }
        return request.with(TurnMessage.USERNAME, username)
                .with(TurnMessage.REALM, realm)
                .with(TurnMessage.NONCE, nonce)
                .encode(Arrays.copyOf(secret, secret.length));
    }
}
