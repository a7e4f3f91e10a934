package dev.trunkline.gateway.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "169.254.255.255",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "fe80::1",
                "febf::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1"
            })
    void metadataAndLinkLocal_areNeverReached(String address) throws UnknownHostException {
        Reach reach = Reach.of(address(address));
        assertThat(reach).isEqualTo(Reach.NEVER);
        assertThat(reach.allowed(true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.2.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:8.8.8.8",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:808:808::1",
                "2001::1",
                "2001:db8::1",
                "fc00::1",
                "fdff::1",
                "fec0::1",
                "ff02::1",
                "100::1"
            })
    void privateAddresses_areReachedWhereTheProfileSaysSo(String address)
            throws UnknownHostException {
        Reach reach = Reach.of(address(address));
        assertThat(reach).isEqualTo(Reach.PRIVATE);
        assertThat(reach.allowed(false)).isFalse();
        assertThat(reach.allowed(true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "64:ff9b::808:808"
            })
    void everythingElse_isPublic(String address) throws UnknownHostException {
        assertThat(Reach.of(address(address))).isEqualTo(Reach.PUBLIC);
        assertThat(Reach.PUBLIC.allowed(false)).isTrue();
    }

    /** What a resolver may make of a host that is spelled to slip through. */
    @ParameterizedTest
    @CsvSource({
        "2852039166, NEVER", // 169.254.169.254
        "2130706433, PRIVATE", // 127.0.0.1
        "127.1, PRIVATE",
        "0, PRIVATE",
        "10.1, PRIVATE"
    })
    void oddSpellings_areJudgedByTheAddressTheyMean(String host, Reach expected)
            throws UnknownHostException {
        assertThat(Reach.of(InetAddress.getByName(host))).isEqualTo(expected);
    }

    /** By the bytes: where it can, Java makes an IPv4 address of a mapped one. */
    private static InetAddress address(String literal) throws UnknownHostException {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        return bytes.length == 4
                ? InetAddress.getByAddress(bytes)
                : Inet6Address.getByAddress(null, bytes, -1);
    }
}
