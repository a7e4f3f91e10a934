package dev.trunkline.loadtest.pbx;

/**
 * What a simulated Asterisk is called and guarded by.
 *
 * @param port of HTTP; 0 for any
 * @param user of ARI
 * @param password of ARI; invented
 * @param endpoint the trunk that callers come over, as in {@code PJSIP/<endpoint>-00000001}
 */
public record AsteriskSettings(int port, String user, String password, String endpoint) {
    /** Any port, made-up credentials. */
    public static final AsteriskSettings LOCAL =
            new AsteriskSettings(0, "trunkline", "not-a-secret-of-anybody", "carrier");

    /** Prints without the password. */
    @Override
    public String toString() {
        return "AsteriskSettings[port=" + port + ", user=" + user + ", endpoint=" + endpoint + "]";
    }
}
