package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;

/**
 * How a mark is called on the wire: {@code g3:m17} is the seventeenth mark, of generation three.
 */
public final class MarkName {
    private static final int MOST_DIGITS = 9;

    private MarkName() {}

    public static String of(int generation, int sequence) {
        return "g" + generation + ":m" + sequence;
    }

    /** Appends the name; borrows {@code target}, allocates nothing. */
    public static void write(ByteBuf target, int generation, int sequence) {
        target.writeByte('g');
        digits(target, generation);
        target.writeByte(':').writeByte('m');
        digits(target, sequence);
    }

    /** The generation of a mark that we named, or -1. */
    public static int generation(String name) {
        int colon = name.indexOf(':');
        return colon < 2 || name.charAt(0) != 'g' ? -1 : number(name, 1, colon);
    }

    /** The sequence of a mark that we named, or -1. */
    public static int sequence(String name) {
        int colon = name.indexOf(':');
        return colon < 0 || name.length() < colon + 3 || name.charAt(colon + 1) != 'm'
                ? -1
                : number(name, colon + 2, name.length());
    }

    private static int number(String name, int from, int to) {
        if (to <= from || to - from > MOST_DIGITS) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static void digits(ByteBuf target, int value) {
        int divisor = 1;
        while (value / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            target.writeByte('0' + value / divisor % 10);
        }
    }
}
