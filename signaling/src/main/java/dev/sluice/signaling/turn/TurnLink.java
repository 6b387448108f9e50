package dev.sluice.signaling.turn;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Arrays;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Messages to and from a TURN server, by UDP, TCP or TLS. One reader, any number of writers. */
interface TurnLink extends Closeable {

    int CONNECT_MILLIS = 5_000;
    int MAX_BYTES = 2_048;

    /** Whether the network may lose messages. */
    boolean isLossy();

    void send(byte[] message) throws IOException;

    /** The next message whole; null when none comes within that time. */
    byte @Nullable [] receive(int millis) throws IOException;

    /** Opens one; over TLS the JDK has to trust the server's certificate. */
    static TurnLink open(TurnUrl url) throws IOException {
        InetSocketAddress server = new InetSocketAddress(url.host(), url.port());
        if (server.isUnresolved()) {
            throw new UnknownHostException(url.host() + " has no address");
        }
        if (url.transport() == TurnUrl.Transport.UDP) {
            return new Datagrams(server);
        }
        Socket socket = new Socket();
        try {
            socket.connect(server, CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            return new Stream(
                    url.transport() == TurnUrl.Transport.TLS ? secure(socket, url) : socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secure(Socket plain, TurnUrl url) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, url.host(), url.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Over UDP. */
    final class Datagrams implements TurnLink {

        private final DatagramSocket socket = new DatagramSocket();

        private Datagrams(InetSocketAddress server) throws IOException {
            socket.connect(server);
        }

        @Override
        public boolean isLossy() {
            return true;
        }

        @Override
        public void send(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length));
        }

        @Override
        public byte @Nullable [] receive(int millis) throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
            try {
                socket.setSoTimeout(Math.max(1, millis));
                socket.receive(packet);
                return Arrays.copyOf(packet.getData(), packet.getLength());
            } catch (SocketTimeoutException late) {
                return null;
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Over a stream, where each message tells its length (RFC 8656, section 12.5). */
    final class Stream implements TurnLink {

        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        private Stream(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            this.out = socket.getOutputStream();
        }

        @Override
        public boolean isLossy() {
            return false;
        }

        @Override
        public synchronized void send(byte[] message) throws IOException {
            // Channel data is padded on streams, where STUN messages are so already.
            out.write(Arrays.copyOf(message, message.length + (-message.length & 3)));
            out.flush();
        }

        @Override
        public byte @Nullable [] receive(int millis) throws IOException {
            in.mark(4);
            int head;
            try {
                socket.setSoTimeout(Math.max(1, millis));
                head = in.readInt();
            } catch (SocketTimeoutException late) {
                in.reset();
                return null;
            }
            socket.setSoTimeout(CONNECT_MILLIS);
            boolean channel = head >>> 30 != 0;
            int length = (head & 0xFFFF) + (channel ? 4 : TurnMessage.HEADER_BYTES);
            if (length > 0x10000) {
                throw new IOException("a message of " + length + " bytes");
            }
            byte[] message = new byte[length];
            in.reset();
            in.readFully(message);
            in.skipNBytes(-length & 3);
            return message;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
