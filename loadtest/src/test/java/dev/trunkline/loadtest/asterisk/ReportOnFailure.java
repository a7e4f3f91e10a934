package dev.trunkline.loadtest.asterisk;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Prints what Asterisk and its callers have to say on a test that failed, before they are gone.
 *
 * @param asterisk the test's, at its end
 */
public record ReportOnFailure(Supplier<AsteriskProcess> asterisk)
        implements AfterTestExecutionCallback {
    @Override
    public void afterTestExecution(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            System.out.println(test.getDisplayName() + ":\n" + asterisk.get().report());
        }
    }
}
