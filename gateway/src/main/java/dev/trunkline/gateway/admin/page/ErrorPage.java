package dev.trunkline.gateway.admin.page;

/**
 * What a browser is shown instead of a page.
 *
 * @param status of HTTP
 * @param message what happened and what to do, in a sentence
 */
public record ErrorPage(int status, String message) {
    /** The whole page. */
    public String render() {
        return PageTemplate.ERROR.render(this);
    }

    String title() {
        return switch (status) {
            case 400 -> "That cannot be asked";
            case 401 -> "Token needed";
            case 403 -> "Not from there";
            case 404 -> "Not found";
            case 503 -> "Not available now";
            default -> "Something went wrong";
        };
    }

    String section() {
        return "";
    }
}
