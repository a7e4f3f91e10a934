package dev.trunkline.observability.record;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Properties;

/** Another process that has the file open until its input ends. */
final class FileHolder {
    private FileHolder() {}

    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        properties.put("user", "trunkline");
        try (Connection _ = DriverManager.getConnection(args[0], properties)) {
            System.out.println("open");
            while (System.in.read() >= 0) {
                // until it ends
            }
        }
    }
}
