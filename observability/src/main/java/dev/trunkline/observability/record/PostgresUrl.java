package dev.trunkline.observability.record;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a database's URL as libpq and the JDBC driver write it (PostgreSQL manual, "Connection
 * URIs"; pgJDBC manual, "Connecting to the Database"). Messages never repeat a value: any part may
 * be the password, misplaced.
 */
final class PostgresUrl {
    private static final String EXPECTED =
            "expected postgres://user:password@host:port/database?sslmode=require";

    private static final Pattern SCHEME =
            Pattern.compile("(?:jdbc:postgresql|postgres|postgresql)://(.*)", Pattern.DOTALL);

    /** Hosts with ports, comma between them; an IPv6 address in brackets. */
    private static final Pattern HOSTS =
            Pattern.compile(
                    "(?:[\\w.-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?"
                            + "(?:,(?:[\\w.-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?)*");

    /** What libpq calls otherwise. */
    private static final Map<String, String> LIBPQ_NAMES =
            Map.of(
                    "application_name", "ApplicationName",
                    "channel_binding", "channelBinding",
                    "connect_timeout", "connectTimeout",
                    "gssencmode", "gssEncMode",
                    "target_session_attrs", "targetServerType",
                    "sslnegotiation", "sslNegotiation");

    private static final Map<String, String> SESSION_ATTRS =
            Map.of(
                    "read-write", "primary",
                    "read-only", "secondary",
                    "standby", "secondary",
                    "prefer-standby", "preferSecondary");

    private PostgresUrl() {}

    static RecordDatabase.PostgreSql parse(String url) {
        Matcher scheme = SCHEME.matcher(url.strip());
        if (!scheme.matches()) {
            throw wrong("it begins with none of postgres://, postgresql://, jdbc:postgresql://");
        }
        String rest = scheme.group(1);
        int query = rest.indexOf('?');
        String parameters = query < 0 ? "" : rest.substring(query + 1);
        String before = query < 0 ? rest : rest.substring(0, query);
        int slash = before.indexOf('/');
        String authority = slash < 0 ? before : before.substring(0, slash);
        String database = slash < 0 ? "" : decoded(before.substring(slash + 1));
        int at = authority.lastIndexOf('@');
        Properties properties = new Properties();
        if (at >= 0) {
            credentials(authority.substring(0, at), properties);
        }
        String hosts = authority.substring(at + 1);
        if (!HOSTS.matcher(hosts).matches() || before.indexOf('@', Math.max(slash, 0)) > at) {
            throw wrong(
                    "no host can be told; write special characters of user and password as %40 for"
                            + " @, %2F for /, %3F for ?, %25 for %");
        }
        if (database.isEmpty() || database.contains("/")) {
            throw wrong("it names no database after the host");
        }
        parameters(parameters, properties);
        if (!properties.containsKey("user")) {
            throw wrong("it names no user");
        }
        String place = hosts + "/" + database;
        return new RecordDatabase.PostgreSql(
                "jdbc:postgresql://" + hosts + "/" + encoded(database), place, properties);
    }

    private static void credentials(String text, Properties properties) {
        int colon = text.indexOf(':');
        String user = decoded(colon < 0 ? text : text.substring(0, colon));
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
        }
        if (colon >= 0) {
            properties.setProperty("password", decoded(text.substring(colon + 1)));
        }
    }

    private static void parameters(String text, Properties properties) {
        for (String parameter : text.split("&", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String given = equals < 0 ? parameter : parameter.substring(0, equals);
            String name = LIBPQ_NAMES.getOrDefault(given, given);
            if (equals < 0 || !driverHas(name)) {
                throw wrong(
                        (given.matches("\\w{1,40}") ? "the parameter " + given : "a parameter")
                                + " is none that PostgreSQL's driver has");
            }
            String value = decoded(parameter.substring(equals + 1));
            if (given.equals("target_session_attrs")) {
                value = SESSION_ATTRS.getOrDefault(value, value);
            }
            properties.setProperty(name, value);
        }
    }

    private static boolean driverHas(String name) {
        String url = "jdbc:postgresql:";
        try {
            return Arrays.stream(
                            DriverManager.getDriver(url).getPropertyInfo(url, new Properties()))
                    .anyMatch(property -> property.name.equals(name));
        } catch (SQLException absent) {
            throw new IllegalStateException("PostgreSQL's driver is not there", absent);
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            throw wrong("a % is not followed by two hexadecimal digits; write % itself as %25");
        }
    }

    private static String encoded(String database) {
        return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + "; " + EXPECTED);
    }
}
