package dev.trunkline.gateway.agent.tool;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * The host of a URL that somebody configured or asked for. Its name is resolved once, and the very
 * address that was judged is connected to: a name that answers differently the second time gains
 * nothing. Redirects are not followed.
 */
public final class OutsideHost {
    private final String name;
    private final boolean tls;
    private final int port;

    private OutsideHost(String name, boolean tls, int port) {
        this.name = name;
        this.tls = tls;
        this.port = port;
    }

    /**
     * The host of {@code url}, and how it is reached.
     *
     * @param url with http or https, and a host
     */
    public static OutsideHost of(URI url) {
        String host = url.getHost();
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        return new OutsideHost(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                tls,
                url.getPort() > 0 ? url.getPort() : tls ? 443 : 80);
    }

    /**
     * Its addresses, at once if it is one itself; not judged yet.
     *
     * @param context completes there
     */
    public Future<List<InetAddress>> addresses(ContextInternal context) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(name);
        if (literal != null) {
            return Future.succeededFuture(List.of(literal));
        }
        Promise<List<InetAddress>> addresses = context.promise();
        var _ =
                context.owner()
                        .nameResolver()
                        .resolveAll(context.nettyEventLoop(), name)
                        .addListener(resolved -> {
                            if (!resolved.isSuccess()) {
                                addresses.fail(resolved.cause());
                                return;
                            }
                            @SuppressWarnings("unchecked")
                            List<InetSocketAddress> all =
                                    (List<InetSocketAddress>) resolved.getNow();
                            addresses.complete(
                                    all.stream().map(InetSocketAddress::getAddress).toList());
                        });
        return addresses.future();
    }

    /** Whether all of them may be connected to. */
    public static boolean mayConnect(List<InetAddress> addresses, boolean allowPrivateNetwork) {
        return addresses.stream().allMatch(each -> Reach.of(each).allowed(allowPrivateNetwork));
    }

    /**
     * A request to this host at an address that was judged.
     *
     * @param target path and query
     */
    public RequestOptions request(
            InetAddress judged, HttpMethod method, String target, long connectMs) {
        return new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(port, judged.getHostAddress()))
                .setHost(name)
                .setPort(port)
                .setSsl(tls)
                .setURI(target)
                .setConnectTimeout(connectMs)
                .setFollowRedirects(false);
    }
}
