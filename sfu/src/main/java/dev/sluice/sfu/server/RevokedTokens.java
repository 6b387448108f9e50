package dev.sluice.sfu.server;

import dev.sluice.sfu.api.JoinRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens that let nobody in any more, until they would have expired. Bounded: when it is full,
 * those that expire first go first. Any thread.
 */
final class RevokedTokens {

    private static final int MAX_TOKENS = 100_000;

    private final Map<String, Long> expiryMillis = new ConcurrentHashMap<>();

    void revoke(JoinRequest.Access access, long nowMillis) {
        if (access.expiresAtMillis() <= nowMillis) {
            return;
        }
        expiryMillis.put(access.tokenId(), access.expiresAtMillis());
        if (expiryMillis.size() > MAX_TOKENS) {
            sweep(nowMillis);
        }
    }

    boolean contains(String tokenId) {
        return expiryMillis.containsKey(tokenId);
    }

    int size() {
        return expiryMillis.size();
    }

    private void sweep(long nowMillis) {
        expiryMillis.values().removeIf(expiry -> expiry <= nowMillis);
        while (expiryMillis.size() > MAX_TOKENS) {
            expiryMillis.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .ifPresent(first -> expiryMillis.remove(first.getKey()));
        }
    }
}
