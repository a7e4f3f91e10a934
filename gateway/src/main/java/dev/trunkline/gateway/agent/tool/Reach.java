package dev.trunkline.gateway.agent.tool;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * How far an address leads, by the registries of special addresses (IANA, RFC 6890). A tool's URL
 * is configured, but who answers for its name is not: the address is judged that is connected to.
 */
enum Reach {
    /** The Internet. */
    PUBLIC,
    /** This machine or its networks, or none at all. */
    PRIVATE,
    /** Where clouds tell a machine its secrets, and the links beside it. */
    NEVER;

    /** An IPv4 network of that reach. */
    private record Net(int address, int prefix, Reach reach) {
        static Net of(String dotted, int prefix, Reach reach) {
            int address = 0;
            for (String part : dotted.split("\\.", -1)) {
                address = address << 8 | Integer.parseInt(part);
            }
            return new Net(address, prefix, reach);
        }

        boolean contains(int other) {
            return (address ^ other) >>> (32 - prefix) == 0;
        }
    }

    /** The first that contains an address counts. */
    private static final List<Net> SPECIAL =
            List.of(
                    Net.of("169.254.0.0", 16, NEVER), // link-local; metadata of most clouds
                    Net.of("100.100.100.200", 32, NEVER), // Alibaba's metadata
                    Net.of("192.0.0.192", 32, NEVER), // Oracle's metadata
                    Net.of("168.63.129.16", 32, NEVER), // Azure's host
                    Net.of("0.0.0.0", 8, PRIVATE),
                    Net.of("10.0.0.0", 8, PRIVATE),
                    Net.of("100.64.0.0", 10, PRIVATE),
                    Net.of("127.0.0.0", 8, PRIVATE),
                    Net.of("172.16.0.0", 12, PRIVATE),
                    Net.of("192.0.0.0", 24, PRIVATE),
                    Net.of("192.0.2.0", 24, PRIVATE),
                    Net.of("192.88.99.0", 24, PRIVATE),
                    Net.of("192.168.0.0", 16, PRIVATE),
                    Net.of("198.18.0.0", 15, PRIVATE),
                    Net.of("198.51.100.0", 24, PRIVATE),
                    Net.of("203.0.113.0", 24, PRIVATE),
                    Net.of("224.0.0.0", 3, PRIVATE)); // multicast, reserved, broadcast

    /** Metadata of Amazon's and of Google's cloud. */
    private static final List<byte[]> METADATA_V6 =
            List.of(
                    v6(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254),
                    v6(0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254));

    private static final byte[] NAT64 = v6(0x0064, 0xff9b, 0, 0, 0, 0, 0, 0);
    private static final byte[] MAPPED = v6(0, 0, 0, 0, 0, 0xffff, 0, 0);
    private static final byte[] COMPATIBLE = new byte[16];

    static Reach of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? v4(bytes, 0) : v6(bytes);
    }

    /** Whether a tool or a callback may connect to an address of this reach. */
    boolean allowed(boolean allowPrivateNetwork) {
        return this == PUBLIC || (this == PRIVATE && allowPrivateNetwork);
    }

    private static Reach v4(byte[] bytes, int offset) {
        int address =
                (bytes[offset] & 0xFF) << 24
                        | (bytes[offset + 1] & 0xFF) << 16
                        | (bytes[offset + 2] & 0xFF) << 8
                        | (bytes[offset + 3] & 0xFF);
        for (Net net : SPECIAL) {
            if (net.contains(address)) {
                return net.reach();
            }
        }
        return PUBLIC;
    }

    private static Reach v6(byte[] bytes) {
        if ((bytes[0] == (byte) 0xFE && (bytes[1] & 0xC0) == 0x80) // fe80::/10, link-local
                || METADATA_V6.stream().anyMatch(each -> Arrays.equals(each, bytes))) {
            return NEVER;
        }
        if (startsWith(bytes, NAT64, 12)) { // leads to the IPv4 address in its last bytes
            return v4(bytes, 12);
        }
        if (startsWith(bytes, MAPPED, 12) || startsWith(bytes, COMPATIBLE, 12)) {
            return atLeastPrivate(v4(bytes, 12));
        }
        if (bytes[0] == 0x20 && bytes[1] == 0x02) { // 2002::/16, 6to4
            return atLeastPrivate(v4(bytes, 2));
        }
        boolean documentation =
                bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == (byte) 0xB8;
        boolean teredo = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        boolean globalUnicast = (bytes[0] & 0xE0) == 0x20; // 2000::/3
        return globalUnicast && !documentation && !teredo ? PUBLIC : PRIVATE;
    }

    private static Reach atLeastPrivate(Reach reach) {
        return reach == PUBLIC ? PRIVATE : reach;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix, int length) {
        return Arrays.equals(bytes, 0, length, prefix, 0, length);
    }

    private static byte[] v6(int... groups) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < groups.length; i++) {
            bytes[2 * i] = (byte) (groups[i] >> 8);
            bytes[2 * i + 1] = (byte) groups[i];
        }
        return bytes;
    }
}
