package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.TwilioAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who may ask: the account with its token, and API keys. Any thread. */
final class Credentials {
    private final String accountSid;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    Credentials(TwilioAccount account) {
        accountSid = account.accountSid();
        accept(accountSid, account.authToken());
    }

    String accountSid() {
        return accountSid;
    }

    void accept(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        accepted.add("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    void check(@Nullable String authorization) throws Refused {
        if (authorization == null || !accepted.contains(authorization)) {
            throw new Refused(ApiError.UNKNOWN_CREDENTIALS);
        }
    }
}
