package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.pbx.PbxCallReport;
import dev.trunkline.loadtest.pbx.PbxPhoneCall;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A caller's end of a demo call, whatever the call goes over. */
sealed interface DemoPhone {
    /** Completed when the call is over. */
    CompletableFuture<PhoneCallReport> report();

    /** Waits until the call has come to this. */
    CompletableFuture<CallProgress> await(Predicate<CallProgress> condition, Duration deadline);

    record OverTwilio(PhoneCall call) implements DemoPhone {
        @Override
        public CompletableFuture<PhoneCallReport> report() {
            return call.report();
        }

        @Override
        public CompletableFuture<CallProgress> await(
                Predicate<CallProgress> condition, Duration deadline) {
            return call.await(condition, deadline);
        }
    }

    record OverPbx(PbxPhoneCall call) implements DemoPhone {
        @Override
        public CompletableFuture<PhoneCallReport> report() {
            return call.report().thenApply(OverPbx::asOfTwilio);
        }

        @Override
        public CompletableFuture<CallProgress> await(
                Predicate<CallProgress> condition, Duration deadline) {
            return call.await(condition, deadline);
        }

        /** In the words of the others' reports: a place in the dialplan is somebody dialled. */
        private static PhoneCallReport asOfTwilio(PbxCallReport report) {
            Outcome outcome =
                    switch (report.outcome()) {
                        case CALLER_HUNG_UP -> Outcome.CALLER_HUNG_UP;
                        case GATEWAY_HUNG_UP, CONTINUED, REDIRECTED -> Outcome.GATEWAY_HUNG_UP;
                        case CARRIER_FAILED -> Outcome.CARRIER_FAILED;
                        case STASIS_FAILED, PBX_GONE -> Outcome.STREAM_FAILED;
                    };
            List<String> said =
                    report.continued().map(at -> "Dial " + at.extension()).stream().toList();
            return new PhoneCallReport(
                    report.channelId(),
                    outcome,
                    List.of(),
                    said,
                    List.of(),
                    List.of(),
                    -1,
                    report.media(),
                    List.of(),
                    Optional.empty());
        }
    }
}
