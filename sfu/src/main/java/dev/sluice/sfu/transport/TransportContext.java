package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.dtls.DtlsIdentity;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.sfu.forward.LoopLinks;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the transports of one server have in common.
 *
 * @param candidates every address at which the server takes datagrams
 * @param links by loop index: the ways of a loop's publications to the other loops
 * @param random a secure generator, shared by all threads
 */
public record TransportContext(
        DtlsIdentity identity,
        HandshakeExecutor handshakes,
        IceCredentialsFactory credentials,
        List<Candidate> candidates,
        List<LoopLinks> links,
        NtpClock clock,
        RandomGenerator random) {

    public TransportContext {
        candidates = List.copyOf(candidates);
        links = List.copyOf(links);
    }
}
