package dev.trunkline.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The machine's own Chromium, driven by Playwright: its driver and the accessibility checker come
 * from npm, Node from the machine.
 */
final class Chromium implements AutoCloseable {
    private static final Path PACKAGE = Path.of("src", "test", "browser");
    private static final Path HOME = Path.of("target", "browser").toAbsolutePath();
    private static final Path MODULES = HOME.resolve("node_modules");
    private static final long NPM_SECONDS = 180;

    private final Playwright playwright;
    private final Browser browser;
    private final String axe;

    Chromium() throws Exception {
        install();
        // Playwright looks for its driver in the folder "package" of this one.
        System.setProperty("playwright.cli.dir", HOME.toString());
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(
                                        Map.of(
                                                "PLAYWRIGHT_NODEJS_PATH",
                                                "node",
                                                "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                                                "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(executable())
                                        .setTimeout(120_000)
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
        axe = Files.readString(MODULES.resolve("axe-core").resolve("axe.min.js"));
    }

    Browser browser() {
        return browser;
    }

    /** The source of axe-core. */
    String axe() {
        return axe;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(
                    PACKAGE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = HOME.resolve("npm.log");
        Process npm =
                new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                        .directory(HOME.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(npm.waitFor(NPM_SECONDS, TimeUnit.SECONDS)).as("npm ci ended").isTrue();
        assertThat(npm.exitValue()).as("npm ci: see %s", log).isZero();
        Path driver = HOME.resolve("package");
        Files.deleteIfExists(driver);
        Files.createSymbolicLink(driver, MODULES.resolve("playwright-core"));
    }

    private static Path executable() {
        for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
            for (String folder : List.of("/usr/bin", "/usr/local/bin", "/snap/bin")) {
                Path candidate = Path.of(folder, name);
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        }
        throw new IllegalStateException("no Chromium here: install the Debian package chromium");
    }
}
