package dev.sluice.bench.jmh;

import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.ice.agent.IceLiteAgent;
import dev.sluice.ice.agent.StunVerdict;
import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunKey;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.StunPeek;
import dev.sluice.ice.stun.TransactionId;
import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A connectivity check as the server gets it: routed, refused, answered. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StunBenchmark {

    private static final IceCredentials PEER = new IceCredentials("peer", "abcdefghij0123456789ab");

    private final Tuple tuple =
            new Tuple(
                    Protocol.UDP,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 7_882),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000));
    private final IceLiteAgent agent;
    private final byte[] good;
    private final byte[] forged;
    private long sent;
    private final DatagramSink out = (to, data, at, length) -> sent += length;
    private long nowNanos = 1_000_000_000L;

    public StunBenchmark() {
        StunCodec.warmUp();
        Random random = new Random(1);
        IceCredentials local = new IceCredentialsFactory(random).create(3);
        agent = new IceLiteAgent(local, IceLiteAgent.Config.DEFAULT);
        agent.remoteCredentials(PEER);
        good = check(random, local, local.password());
        forged = check(random, local, "wrong-password-0123456789");
    }

    @Setup
    public void prove() {
        if (!answer().isAuthenticated() || refuse().isAuthenticated()) {
            throw new IllegalStateException("the good check passes and the forged one does not");
        }
    }

    private static byte[] check(Random random, IceCredentials local, String password) {
        return StunCodec.encode(
                StunMessage.check(
                        TransactionId.random(random),
                        local.usernameFragment() + ":" + PEER.usernameFragment(),
                        1_853_824_767L,
                        true,
                        IceRole.CONTROLLING,
                        random.nextLong()),
                new StunKey(password));
    }

    @Benchmark
    public @Nullable String peek() {
        return StunPeek.localUfrag(good, 0, good.length);
    }

    @Benchmark
    public StunVerdict answer() {
        nowNanos += 1_000;
        return agent.onDatagram(nowNanos, tuple, good, 0, good.length, out);
    }

    @Benchmark
    public StunVerdict refuse() {
        nowNanos += 1_000;
        return agent.onDatagram(nowNanos, tuple, forged, 0, forged.length, out);
    }
}
