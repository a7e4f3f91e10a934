package dev.trunkline.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The messages of {@code vectors/lanes}, and changes of them. */
public final class LaneVectors {
    private LaneVectors() {}

    /** A message and what becomes of it. */
    public record Vector(String verdict, String message) {
        @Override
        public String toString() {
            String shown = message.length() > 160 ? message.substring(0, 160) + "…" : message;
            return verdict + " " + shown;
        }
    }

    public static List<Vector> read(String name) {
        try (InputStream in = LaneVectors.class.getResourceAsStream("/vectors/lanes/" + name)) {
            if (in == null) {
                throw new IllegalStateException("vectors/lanes/" + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .map(parts -> new Vector(parts[0], parts[1]))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One to four changes: a byte replaced, removed, doubled, or a part of another message. */
    public static byte[] mutate(Random random, List<Vector> vectors) {
        byte[] bytes = bytes(random, vectors);
        String spice = "{}[]\":,\\/+=- \t\u00010Aau9.e";
        for (int change = random.nextInt(4); change >= 0 && bytes.length > 1; change--) {
            int at = random.nextInt(bytes.length);
            byte with = (byte) spice.charAt(random.nextInt(spice.length()));
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = with;
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = splice(bytes, at, new byte[] {with}, at);
                case 3 -> bytes = splice(bytes, at, new byte[0], at + 1);
                default -> {
                    byte[] other = bytes(random, vectors);
                    int from = random.nextInt(other.length + 1);
                    int to = Math.min(other.length, from + random.nextInt(40));
                    byte[] part = Arrays.copyOfRange(other, from, to);
                    bytes = splice(bytes, at, part, at);
                }
            }
        }
        return bytes;
    }

    private static byte[] bytes(Random random, List<Vector> vectors) {
        // The plain ones stand first: half of the time, so that many changed ones are still taken.
        int among = random.nextBoolean() ? 7 : vectors.size();
        String message = vectors.get(random.nextInt(among)).message();
        return message.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] splice(byte[] bytes, int at, byte[] part, int restFrom) {
        byte[] spliced = new byte[at + part.length + bytes.length - restFrom];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(part, 0, spliced, at, part.length);
        System.arraycopy(bytes, restFrom, spliced, at + part.length, bytes.length - restFrom);
        return spliced;
    }
}
