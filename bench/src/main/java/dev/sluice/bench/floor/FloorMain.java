package dev.sluice.bench.floor;

import dev.sluice.bench.process.QuietLogging;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of the floor. Its first line of input holds the receivers' ports on loopback; it then
 * sends until its input ends, as fast as it can until a line says {@link #PACE}. Each further line
 * is answered with how many packets it sent so far.
 */
public final class FloorMain {

    /** What each answer begins with; anything else that the process prints is no answer. */
    static final String ANSWER = "floor: ";

    /** The line after which it sends as {@link FloorShape} says. */
    static final String PACE = "pace";

    private FloorMain() {}

    /** Takes the arguments of {@link FloorShape}. */
    @SuppressWarnings("SystemOut") // The parent process reads it.
    public static void main(String... arguments) throws IOException, InterruptedException {
        QuietLogging.install();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        List<InetSocketAddress> receivers = new ArrayList<>();
        String ports = in.readLine();
        if (ports == null) {
            return;
        }
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (String port : ports.trim().split(" ", -1)) {
            receivers.add(new InetSocketAddress(loopback, Integer.parseInt(port)));
        }
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory());
        FloorSender sender =
                new FloorSender(
                        (EventLoop) group.next(),
                        receivers,
                        FloorShape.parse(receivers.size(), arguments));
        sender.start();
        System.out.println(ANSWER + sender.method());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(PACE)) {
                sender.pace();
            }
            System.out.println(ANSWER + sender.packets());
        }
        System.exit(0);
    }
}
