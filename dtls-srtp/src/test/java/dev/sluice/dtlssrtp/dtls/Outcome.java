package dev.sluice.dtlssrtp.dtls;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A listener that a test can wait for. */
final class Outcome implements DtlsTransport.Listener {

    private static final int PATIENCE_SECONDS = 20;

    final CompletableFuture<SrtpKeyingMaterial> connected = new CompletableFuture<>();
    final CompletableFuture<DtlsFailure> failed = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();

    @Override
    public void onConnected(SrtpKeyingMaterial keys) {
        connected.complete(keys);
    }

    @Override
    public void onFailed(DtlsFailure failure, String detail) {
        failed.complete(failure);
        connected.completeExceptionally(new AssertionError(failure + ": " + detail));
    }

    @Override
    public void onClosed() {
        closed.complete(null);
    }

    SrtpKeyingMaterial keys() {
        return await(connected);
    }

    DtlsFailure failure() {
        return await(failed);
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
