package dev.trunkline.gateway.realtime;

import io.netty.handler.codec.http.QueryStringEncoder;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** Where the model's socket is opened. */
final class ModelAddress {
    private ModelAddress() {}

    /**
     * The configured URL with what the configuration adds to its query. The model is named unless
     * the query, or the URL's own, names one already: Azure's form calls it {@code deployment}.
     */
    static URI of(URI url, Map<String, String> query, String model) {
        QueryStringEncoder added = new QueryStringEncoder("");
        String own = url.getRawQuery();
        if ((own == null || !own.matches("(.*&)?(model|deployment)=.*"))
                && !query.containsKey("model")
                && !query.containsKey("deployment")) {
            added.addParam("model", model);
        }
        new TreeMap<>(query).forEach(added::addParam);
        String more = added.toString();
        String text = url.toString();
        return URI.create(
                own == null || more.isEmpty() ? text + more : text + '&' + more.substring(1));
    }
}
