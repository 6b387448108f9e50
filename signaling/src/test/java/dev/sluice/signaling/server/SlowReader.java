package dev.sluice.signaling.server;

import dev.sluice.signaling.kit.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that reads the reply to its join and then nothing any more. */
final class SlowReader implements AutoCloseable {

    private final Socket socket = new Socket();

    SlowReader(TestServer server) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.signaling.port()));
        send(
                """
                GET /ws HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                \r
                """
                        .getBytes(StandardCharsets.US_ASCII));
        readUntil("\r\n\r\n");
    }

    void join(String room, String identity) throws IOException {
        byte[] text =
                "{\"type\":\"join\",\"id\":1,\"room\":\"%s\",\"identity\":\"%s\"}"
                        .formatted(room, identity)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[text.length + 6];
        frame[0] = (byte) 0x81;
        // Masked (RFC 6455, section 5.2), with a mask of zeros.
        frame[1] = (byte) (0x80 | text.length);
        System.arraycopy(text, 0, frame, 6, text.length);
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
                throw new IOException("the server closed after: " + read);
            }
            read.append((char) next);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
