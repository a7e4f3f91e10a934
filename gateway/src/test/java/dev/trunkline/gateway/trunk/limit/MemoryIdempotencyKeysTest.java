package dev.trunkline.gateway.trunk.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.trunk.limit.IdempotencyKeys.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Keys within one process, on a clock that is moved by hand. */
class MemoryIdempotencyKeysTest {
    private final AtomicLong nanos = new AtomicLong();
    private final MemoryIdempotencyKeys keys = new MemoryIdempotencyKeys(nanos::get, 3);

    private Claim claim(String key, String fingerprint, String callId) {
        return keys.claim(key, fingerprint, callId).result();
    }

    @Test
    void sameRequestAgain_standsForTheFirstCall_anotherOneIsDifferent() {
        assertThat(claim("k", "f", "c-1")).isEqualTo(new Claim.New());
        assertThat(claim("k", "f", "c-2")).isEqualTo(new Claim.Known("c-1"));
        assertThat(claim("k", "g", "c-3")).isEqualTo(new Claim.Different());
    }

    @Test
    void ofManyAtOnce_oneIsNew() throws Exception {
        List<Callable<Claim>> requests = new ArrayList<>();
        for (int request = 0; request < 100; request++) {
            String callId = "c-" + request;
            requests.add(() -> claim("k", "f", callId));
        }
        List<Claim> claims = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (Future<Claim> claim : threads.invokeAll(requests)) {
                claims.add(claim.get());
            }
        }
        assertThat(claims).filteredOn(Claim.New.class::isInstance).hasSize(1);
        assertThat(claims).filteredOn(Claim.Known.class::isInstance).hasSize(99);
        assertThat(claims.stream().distinct()).hasSize(2); // all know the one call
    }

    @Test
    void afterADay_keyIsForgotten() {
        claim("k", "f", "c-1");
        nanos.addAndGet(Duration.ofHours(24).toNanos() - 1);
        assertThat(claim("k", "f", "c-2")).isEqualTo(new Claim.Known("c-1"));
        nanos.addAndGet(1);
        assertThat(claim("k", "g", "c-3")).isEqualTo(new Claim.New());
    }

    @Test
    void tooMany_theOldestGoes() {
        for (String key : List.of("a", "b", "c", "d")) {
            claim(key, "f", "of " + key);
        }
        assertThat(claim("b", "f", "x")).isEqualTo(new Claim.Known("of b"));
        assertThat(claim("a", "f", "x")).isEqualTo(new Claim.New());
    }

    @Test
    void forgottenOnlyForItsOwnCall() {
        claim("k", "f", "c-1");
        keys.forget("k", "c-2");
        assertThat(claim("k", "f", "c-3")).isEqualTo(new Claim.Known("c-1"));
        keys.forget("k", "c-1");
        assertThat(claim("k", "g", "c-4")).isEqualTo(new Claim.New());
    }

    @Test
    void whatIsNoKey_isRefusedWithoutRepeatingIt() {
        for (String wrong : List.of("", "a\0b", "secret".repeat(50))) {
            assertThatThrownBy(() -> claim(wrong, "f", "c"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 256 characters")
                    .hasMessageNotContaining("secret");
        }
    }
}
