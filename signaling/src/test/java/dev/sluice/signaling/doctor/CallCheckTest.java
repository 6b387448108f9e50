package dev.sluice.signaling.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.doctor.Finding.Grade;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CallCheckTest {

    private static final ClientGroup CLIENTS = ClientGroup.start(1);
    private static final Tuple PATH =
            new Tuple(
                    Protocol.UDP,
                    new InetSocketAddress("192.0.2.1", 40_000),
                    new InetSocketAddress("192.0.2.9", 7882));

    @AfterAll
    static void close() {
        CLIENTS.close();
    }

    @Test
    void shouldSayWhatBreaksAHandshake() {
        Finding dtls = check().failed(new IOException("DTLS failed: TIMEOUT, nothing came"));
        assertEquals(Grade.BAD, dtls.grade());
        assertTrue(dtls.remedy().contains("MTU"), dtls.text());
    }

    @Test
    void shouldPassOnARefusal() {
        Finding full = check().failed(new RejectedException(Code.LIMIT, "The room is full."));
        assertEquals("the server refuses: The room is full.", full.detail());
        assertTrue(full.remedy().contains("refusal"), full.text());
        Finding stranger = check().failed(new RejectedException(Code.UNAUTHORIZED, "Who?"));
        assertTrue(stranger.remedy().contains("--token"), stranger.text());
    }

    @Test
    void shouldSayThatTheWayLoses() {
        assertEquals(Grade.OK, check().judge(120, 0.5, PATH).grade());
        Finding lossy = check().judge(120, 7.5, PATH);
        assertEquals(Grade.NOTE, lossy.grade());
        assertTrue(lossy.detail().contains("lost"), lossy.text());
        assertTrue(lossy.remedy().contains("another network"), lossy.text());
    }

    private static CallCheck check() {
        return new CallCheck(
                CLIENTS,
                JoinOptions.of(URI.create("ws://192.0.2.9:7880/ws"), "room"),
                new DirectWay(Protocol.UDP),
                CallCheck.Patience.DEFAULT);
    }
}
