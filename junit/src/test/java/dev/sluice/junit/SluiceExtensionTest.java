package dev.sluice.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.client.ClientEvent;
import dev.sluice.signaling.client.LocalPublication;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SluiceExtensionTest {

    private static final ApiKey KEY =
            new ApiKey("tests", "a-secret-of-more-than-32-bytes-for-tests");

    @RegisterExtension static final SluiceExtension sluice = SluiceExtension.create();

    @RegisterExtension
    final SluiceExtension closed =
            SluiceExtension.create().withSignaling(config -> config.keys(List.of(KEY)));

    private static Guest stays;

    @Test
    @Order(1)
    void shouldCarrySoundBetweenGuests() {
        Guest ada = sluice.join("kitchen", "ada");
        Guest bob = sluice.join("kitchen", "bob");
        stays = bob;
        LocalPublication voice = ada.talk();
        bob.awaitMedia(voice.id(), 50);
        assertTrue(bob.received(voice.id()) >= 50);
        ada.leave();
        ada.awaitClosed();
        bob.awaitEvent(
                ClientEvent.ParticipantLeft.class, left -> left.participantId().equals(ada.id()));
    }

    @Test
    @Order(2)
    void shouldRunForTheClassInAStaticField() {
        assertEquals(
                stays.id(),
                sluice.media().participants("kitchen").toCompletableFuture().join().get(0).id());
    }

    @Test
    @Order(3)
    void shouldRunForEachTestInAnotherField() {
        assertThrows(RejectedException.class, () -> closed.join("kitchen", "ada"));
        assertEquals(List.of(), closed.media().rooms().toCompletableFuture().join());
    }

    @Test
    @Order(4)
    void shouldSayThatItDoesNotRun() {
        assertThrows(IllegalStateException.class, () -> SluiceExtension.create().media());
    }
}
