package dev.sluice.signaling.kit;

import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.StunClass;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunFault;
import dev.sluice.ice.stun.StunFrame;
import dev.sluice.ice.stun.StunKey;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.TransactionId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The active side of an ICE-TCP connection, as far as its checks. */
public final class IceTcpClient implements AutoCloseable {

    private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");
    private static final Pattern PASSWORD = Pattern.compile("a=ice-pwd:(\\S+)");
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private long checks;

    public IceTcpClient(InetAddress address, int port) throws IOException {
        socket = new Socket(address, port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    /** The first credentials in an SDP text. */
    public static IceCredentials credentials(String sdp) {
        return new IceCredentials(find(UFRAG, sdp), find(PASSWORD, sdp));
    }

    private static String find(Pattern line, String sdp) {
        Matcher match = line.matcher(sdp);
        if (!match.find()) {
            throw new AssertionError("no " + line + " in: " + sdp);
        }
        return match.group(1);
    }

    /** How long a check waits for its answer from now on. */
    public void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Whether a check is answered with a success that the peer signed and that names us. */
    public boolean check(IceCredentials peer) throws IOException {
        TransactionId id = new TransactionId(1, ++checks);
        StunKey key = new StunKey(peer.password());
        byte[] request =
                StunCodec.encode(
                        StunMessage.check(
                                id,
                                peer.usernameFragment() + ":test",
                                1,
                                true,
                                IceRole.CONTROLLING,
                                7),
                        key);
        byte[] frame = new byte[2 + request.length];
        frame[1] = (byte) request.length;
        System.arraycopy(request, 0, frame, 2, request.length);
        out.write(frame);
        byte[] response = new byte[in.readUnsignedShort()];
        in.readFully(response);
        StunFrame read = new StunFrame();
        if (read.read(response, 0, response.length) != StunFault.NONE) {
            return false;
        }
        StunMessage answer = StunCodec.decode(read);
        return answer != null
                && key.verifies(read)
                && answer.type() == StunClass.SUCCESS
                && answer.transactionId().equals(id)
                && new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort())
                        .equals(answer.mappedAddress());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
