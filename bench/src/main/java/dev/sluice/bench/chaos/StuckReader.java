package dev.sluice.bench.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that reads the reply to its join, and then nothing any more. */
final class StuckReader implements AutoCloseable {

    private static final int WINDOW_BYTES = 4_096;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final String HANDSHAKE =
            """
            GET /ws HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """;

    private final Socket socket = new Socket();

    StuckReader(URI server) throws IOException {
        socket.setReceiveBufferSize(WINDOW_BYTES);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        send(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
        readUntil("\r\n\r\n");
    }

    /** Joins, and reads no further than the reply. */
    void join(String room, String identity) throws IOException {
        byte[] join =
                ("{\"type\":\"join\",\"id\":1,\"room\":\""
                                + room
                                + "\",\"identity\":\""
                                + identity
                                + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[join.length + 6];
        frame[0] = (byte) 0x81;
        // Masked (RFC 6455, section 5.2), with a mask of zeros.
        frame[1] = (byte) (0x80 | join.length);
        System.arraycopy(join, 0, frame, 6, join.length);
        send(frame);
        readUntil("\"limits\"");
    }

    private void send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    private void readUntil(String end) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the server closed the socket");
            }
            read.append((char) next);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
