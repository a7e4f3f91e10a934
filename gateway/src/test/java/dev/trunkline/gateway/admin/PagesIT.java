package dev.trunkline.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.record.CallRecord;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages in a browser. Pictures of them are left in {@code target/screenshots}. */
class PagesIT {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDE = 1200;
    private static final int NARROW = 390;
    private static final double PATIENCE_MS = 60_000;
    private static Chromium chromium;

    @BeforeAll
    static void launch() throws Exception {
        chromium = new Chromium();
    }

    @AfterAll
    static void quit() {
        chromium.close();
    }

    private static ManagementBench bench(int calls) throws Exception {
        List<CallRecord> made = new MadeUpCalls(7).calls(calls);
        return new ManagementBench(new MemoryRecords(made), null);
    }

    private static List<String> paths(int calls) {
        List<String> paths = new ArrayList<>(List.of("/compare?range=all", "/calls"));
        if (calls > 0) {
            paths.add("/calls/c100000");
        }
        return paths;
    }

    private static BrowserContext context(ColorScheme scheme, int width) {
        BrowserContext context =
                chromium.browser()
                        .newContext(
                                new Browser.NewContextOptions()
                                        .setViewportSize(width, 900)
                                        .setColorScheme(scheme)
                                        .setReducedMotion(ReducedMotion.REDUCE));
        context.setDefaultTimeout(PATIENCE_MS);
        return context;
    }

    /** Everything that a page should not do. */
    private static List<String> complaints(Page page, URI base) {
        List<String> complaints = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (!message.type().equals("log") && !message.type().equals("info")) {
                complaints.add("console: " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("error: " + error));
        page.onRequestFailed(request -> complaints.add("failed: " + request.url()));
        page.onRequest(request -> {
            if (!request.url().startsWith(base.toString())) {
                complaints.add("elsewhere: " + request.url());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 400) {
                complaints.add(response.status() + ": " + response.url());
            }
        });
        return complaints;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50_000})
    void everyPage_isCleanAccessibleAndFitsInLightDarkAndNarrow(int calls) throws Exception {
        try (ManagementBench bench = bench(calls);
                BrowserContext light = context(ColorScheme.LIGHT, WIDE);
                BrowserContext dark = context(ColorScheme.DARK, WIDE);
                BrowserContext narrow = context(ColorScheme.LIGHT, NARROW)) {
            for (String path : paths(calls)) {
                Map<String, BrowserContext> looks = new LinkedHashMap<>();
                looks.put("light", light);
                looks.put("dark", dark);
                looks.put("narrow", narrow);
                // All of them opened at once: one comparison serves them.
                List<Opened> pages = new ArrayList<>();
                looks.forEach((look, context) ->
                        pages.add(new Opened(context, bench.base, path, calls + "-" + look)));
                pages.forEach(Opened::check);
            }
        }
    }

    /** One page in one look. */
    private static final class Opened {
        private final Page page;
        private final String name;
        private final List<String> complaints;

        Opened(BrowserContext context, URI base, String path, String look) {
            String file = path.substring(1).replaceAll("\\?.*", "").replaceAll("[^a-z0-9]+", "-");
            name = file + "-" + look;
            page = context.newPage();
            page.addInitScript(chromium.axe());
            complaints = complaints(page, base);
            page.navigate(base.resolve(path).toString());
        }

        void check() {
            page.waitForLoadState();
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(SCREENSHOTS.resolve(name + ".png")));
            assertThat(page.locator("main h1").count()).isEqualTo(1);
            assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                    .as("%s: scrolls sideways by", name)
                    .satisfies(over -> assertThat(((Number) over).intValue()).isNotPositive());
            if (!name.endsWith("narrow")) { // the same elements and colours as in light
                assertThat(faults()).as(name).isEmpty();
            }
            assertThat(complaints).as(name).isEmpty();
            page.close();
        }

        private List<?> faults() {
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
            Object faults =
                    page.evaluate(
                            "async () => (await axe.run(document)).violations"
                                    + ".filter(one => ['serious', 'critical'].includes(one.impact))"
                                    + ".map(one => one.id + ': ' + one.nodes.slice(0, 3)"
                                    + ".map(node => node.html + ' ' + node.failureSummary).join(' | '))");
            return (List<?>) faults;
        }
    }

    @Test
    void keyboard_reachesEveryControl() throws Exception {
        try (ManagementBench bench = bench(30);
                BrowserContext context = context(ColorScheme.LIGHT, WIDE)) {
            for (String path : paths(30)) {
                Page page = context.newPage();
                page.navigate(bench.base.resolve(path).toString());
                page.waitForLoadState();
                if (path.equals("/calls")) {
                    page.locator("#pause").click(); // its list would be another one meanwhile
                    page.evaluate("document.activeElement.blur()");
                }
                int controls =
                        ((Number)
                                        page.evaluate(
                                                "[...document.querySelectorAll('a[href], button,"
                                                        + " input, select, summary, [tabindex=\"0\"]')]"
                                                        + ".filter(one => one.checkVisibility()).length"))
                                .intValue();
                // A date field has a stop for each of its parts.
                for (int i = 0; i < controls + 20; i++) {
                    page.keyboard().press("Tab");
                    page.evaluate("document.activeElement.setAttribute('data-reached', '')");
                }
                Object missed =
                        page.evaluate(
                                "[...document.querySelectorAll('a[href], button, input, select,"
                                        + " summary, [tabindex=\"0\"]')].filter(one =>"
                                        + " one.checkVisibility() && !one.hasAttribute('data-reached'))"
                                        + ".map(one => one.outerHTML)");
                assertThat((List<?>) missed).as(path).isEmpty();
                page.close();
            }
        }
    }

    @Test
    void withoutScripts_verdictTablesAndPicturesAreThere() throws Exception {
        try (ManagementBench bench = bench(400);
                BrowserContext context =
                        chromium.browser()
                                .newContext(
                                        new Browser.NewContextOptions()
                                                .setJavaScriptEnabled(false)
                                                .setViewportSize(WIDE, 900))) {
            context.setDefaultTimeout(PATIENCE_MS);
            Page page = context.newPage();
            page.navigate(bench.base.resolve("/compare?range=all").toString());
            assertThat(page.locator("#verdict").textContent()).isNotBlank();
            assertThat(page.locator("[data-plot=turn_heard] svg path.ecdf").count()).isEqualTo(2);
            assertThat(page.locator("section[aria-labelledby=primary-heading] tbody tr").count())
                    .isEqualTo(7);
            assertThat(page.locator(".ledger-bar rect").count()).isEqualTo(10);
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(SCREENSHOTS.resolve("compare-without-scripts.png")));
            page.navigate(bench.base.resolve("/calls/c100000").toString());
            assertThat(page.locator("section[aria-labelledby=attempts-heading] tbody tr").count())
                    .isEqualTo(2);
            assertThat(page.locator(".timeline svg rect.span").count()).isPositive();
            assertThat(page.locator("section[aria-labelledby=turns-heading] tbody tr").count())
                    .isPositive();
            page.navigate(bench.base.resolve("/calls").toString());
            assertThat(page.locator("#refresh").isVisible()).isTrue();
            assertThat(page.locator("#pause").isVisible()).isFalse();
        }
    }

    @Test
    void liveCalls_areRefreshedUntilPaused() throws Exception {
        try (ManagementBench bench = bench(1);
                BrowserContext context = context(ColorScheme.LIGHT, WIDE)) {
            Page page = context.newPage();
            page.navigate(bench.base.resolve("/calls").toString());
            bench.live =
                    List.of(
                            new CallDirectory.LiveCall(
                                    "live-7", "front-desk", "twilio", CallPhase.ENDING, 99));
            page.locator("#live").getByText("live-7").waitFor();
            assertThat(page.locator("#live").textContent()).contains("Ending").contains("1:39");
            page.locator("#pause").click();
            assertThat(page.locator("#pause").getAttribute("aria-pressed")).isEqualTo("true");
        }
    }

    @Test
    void filters_areKeptInTheForm_andNarrowWhatIsShown() throws Exception {
        try (ManagementBench bench = bench(60);
                BrowserContext context = context(ColorScheme.LIGHT, WIDE)) {
            Page page = context.newPage();
            page.navigate(bench.base.resolve("/calls").toString());
            page.getByLabel("Direction").selectOption("outbound");
            page.getByLabel("Agent").fill("front-desk");
            page.locator("button[type=submit]").click();
            page.waitForURL("**direction=outbound**");
            assertThat(page.getByLabel("Agent").inputValue()).isEqualTo("front-desk");
            assertThat(page.locator("section[aria-labelledby=ended] tbody tr").allTextContents())
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row).contains("Outbound").contains("front-desk"));
        }
    }

    @Test
    void aBrowser_isLetInByTheTokenAsPassword() throws Exception {
        String token = "an-admin-token-of-some-length";
        try (ManagementBench bench =
                        new ManagementBench(
                                new MemoryRecords(new MadeUpCalls(7).calls(1)), new Secret(token));
                BrowserContext context =
                        chromium.browser()
                                .newContext(
                                        new Browser.NewContextOptions()
                                                .setHttpCredentials("operator", token))) {
            Page page = context.newPage();
            page.navigate(bench.base.resolve("/").toString());
            assertThat(page.url()).endsWith("/compare");
            assertThat(page.locator("#verdict").textContent()).isNotBlank();
        }
    }
}
