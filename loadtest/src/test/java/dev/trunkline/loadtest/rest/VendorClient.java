package dev.trunkline.loadtest.rest;

import com.twilio.http.HttpClient;
import com.twilio.http.NetworkHttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import java.net.URI;

/** Twilio's own client, its requests turned to another URL and otherwise left alone. */
public final class VendorClient extends HttpClient {
    private final NetworkHttpClient network = new NetworkHttpClient();
    private final URI url;

    private VendorClient(URI url) {
        this.url = url;
    }

    public static TwilioRestClient to(URI url, String user, String password, String accountSid) {
        return new TwilioRestClient.Builder(user, password)
                .accountSid(accountSid)
                .httpClient(new VendorClient(url))
                .build();
    }

    @Override
    public Response makeRequest(Request request) {
        Request turned =
                new Request(
                        request.getMethod(),
                        request.getUrl().replace("https://api.twilio.com", url.toString()));
        turned.setAuth(request.getUsername(), request.getPassword());
        turned.setContentType(request.getContentType());
        request.getQueryParams()
                .forEach((name, values) ->
                        values.forEach(value -> turned.addQueryParam(name, value)));
        request.getPostParams()
                .forEach((name, values) ->
                        values.forEach(value -> turned.addPostParam(name, value)));
        return network.makeRequest(turned);
    }
}
