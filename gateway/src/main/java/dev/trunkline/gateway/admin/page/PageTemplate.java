package dev.trunkline.gateway.admin.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The templates beside this class. All that they are given is escaped for HTML. */
final class PageTemplate {
    static final PageTemplate CALL = new PageTemplate("call");
    static final PageTemplate CALLS = new PageTemplate("calls");
    static final PageTemplate COMPARE = new PageTemplate("compare");
    static final PageTemplate ERROR = new PageTemplate("error");
    static final PageTemplate LIVE = new PageTemplate("live");

    private final Template template;

    private PageTemplate(String name) {
        template =
                Mustache.compiler()
                        .escapeHTML(true)
                        .emptyStringIsFalse(true)
                        .withFormatter(PageTemplate::format)
                        .withLoader(PageTemplate::open)
                        .compile(open(name));
    }

    String render(Object model) {
        return template.execute(model);
    }

    /** Coordinates need no more than a tenth of a pixel, whatever the locale. */
    private static String format(Object value) {
        return value instanceof Double number
                ? String.format(Locale.ROOT, "%.1f", number)
                : String.valueOf(value);
    }

    private static Reader open(String name) {
        InputStream stream = PageTemplate.class.getResourceAsStream(name + ".html");
        if (stream == null) {
            throw new IllegalStateException("not in this build: the template " + name);
        }
        return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }
}
