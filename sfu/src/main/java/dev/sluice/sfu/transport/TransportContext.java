package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.dtls.DtlsIdentity;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.sfu.dump.RtpDump;
import dev.sluice.sfu.dump.RtpDump.DumpFile;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the transports of one server have in common.
 *
 * @param handshakes runs what blocks
 * @param candidates every address at which the server takes datagrams and connections now
 * @param loops by loop index: what the transports of a loop share
 * @param packetsPerSecond of one peer; more are dropped
 * @param dump where plaintext packets are written, null for nowhere
 * @param observer told how the transports do
 * @param random a secure generator, shared by all threads
 */
public record TransportContext(
        DtlsIdentity identity,
        HandshakeExecutor handshakes,
        IceCredentialsFactory credentials,
        Supplier<List<Candidate>> candidates,
        List<LoopResources> loops,
        NtpClock clock,
        int packetsPerSecond,
        @Nullable RtpDump dump,
        TransportObserver observer,
        RandomGenerator random) {

    public TransportContext {
        loops = List.copyOf(loops);
    }

    /** A file for a transport's packets, null when none are written. */
    @Nullable DumpFile openDump(String name) {
        return dump == null ? null : dump.open(name, clock.epochMicros());
    }
}
