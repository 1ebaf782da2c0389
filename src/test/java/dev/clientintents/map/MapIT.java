package dev.clientintents.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.browser.Browser;
import dev.clientintents.cli.Commands;
import dev.clientintents.cluster.ContinuousIntegration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser. Skipped where none can be had, and failing instead where {@code CI} is set. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MapIT {

    private static final String BOUTIQUE = "deploy/examples/online-boutique";

    @TempDir
    private Path folder;

    private @Nullable Browser browser;

    @BeforeAll
    void startTheBrowser() throws IOException, InterruptedException {
        try {
            browser = Browser.start();
        } catch (IOException e) {
            if (ContinuousIntegration.isRunning()) {
                throw e;
            }
            abort("no browser: " + e.getMessage());
        }
    }

    @AfterAll
    void stopTheBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nothingWasAskedForAndNothingFailed() {
        assertThat(page().requests()).isEmpty();
        assertThat(page().complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BOUTIQUE,
                "deploy/examples/frontend",
                "deploy/examples/default-deny",
                "src/test/resources/map/states"
            })
    void aClickOnAnyServerShowsTheConsumersThatReachLists(String input) throws IOException {
        open(input);
        Map<String, Map<String, String>> reach = reach(input);

        for (JsonNode id : page().evaluate("[...document.querySelectorAll('#list button')].map(it => it.dataset.id)")) {
            String server = id.asText();
            page().click("#list button[data-id=\"" + server + "\"]");

            if (!server.endsWith("]") && !server.startsWith("{")) {
                // of what is outside of the cluster, reach lists ranges of addresses
                assertThat(text("#details h2")).isEqualTo(server);
                continue;
            }
            assertThat(text("#details h2")).isEqualTo(name(server));
            Map<String, String> shown = shownConsumers();
            Map<String, String> expected = reach.getOrDefault(server, Map.of());
            assertThat(expected).as(server).containsAllEntriesOf(shown);
            String standing = text("#details .standing");
            expected.forEach((client, ports) -> assertThat(shown.containsKey(client) || standing.contains(ports))
                    .as("%s => %s : %s, where the page says: %s", client, server, ports, standing)
                    .isTrue());
        }
    }

    @Test
    void aServerOfTheDrawingSaysWhoConsumesItAndWhy() throws IOException {
        open(BOUTIQUE);

        page().click("svg .box[data-id=\"boutique/emailservice[Deployment]\"]");

        assertThat(shownConsumers()).isEqualTo(Map.of("boutique/checkoutservice[Deployment]", "TCP 8080"));
        page().click("#consumers summary");
        assertThat(text("#consumers dl"))
                .contains(
                        "ClientIntents boutique/checkoutservice",
                        BOUTIQUE + "/20-intents.yaml:50",
                        "clientintents.dev/consumes-service_emailservice.boutique_5000",
                        "boutique/consumers-of.service.emailservice");
        page().click("#consumers .peer button");
        assertThat(text("#details h2")).isEqualTo("checkoutservice");
    }

    @Test
    void aServerSaysWhatComesInWithoutDeclaringAndWhatWould() throws IOException {
        open("src/test/resources/map/states");

        page().click("#list button[data-id=\"shop/cart[Deployment]\"]");

        assertThat(text("#entrances"))
                .contains(
                        "Ingress shop/cart, class nginx Admitted",
                        "from Deployment ingress-nginx/controller, on TCP 8080",
                        "Ingress shop/cart-of-cloud, class alb NotEnforceable",
                        "name its addresses by --ingress-controllers");
        page().evaluate("document.querySelector('.peer[data-state=entrance] summary').click(); 0");
        assertThat(text(".peer[data-state=entrance] dl")).contains("ServerAccess shop/cart");
    }

    @Test
    void searchAndNamespacesNarrowTheList() throws IOException {
        open("deploy/examples/frontend");
        int all = listed().size();

        page().press("/");
        page().type("gate deploy");
        assertThat(listed()).containsExactly("platform/api-gateway[Deployment]");
        assertThat(text("#found")).isEqualTo("1 of " + all);

        page().press("Escape");
        assertThat(listed()).hasSize(all);
        page().evaluate("namespace = document.getElementById('namespace'); namespace.value = 'shop';"
                + " namespace.dispatchEvent(new Event('change')); 0");
        assertThat(listed()).isNotEmpty().allSatisfy(id -> assertThat(id).startsWith("shop/"));
    }

    @Test
    void aKeyboardIsEnough() throws IOException {
        open(BOUTIQUE);

        page().evaluate("document.querySelector('svg .box').focus(); 0");
        page().press("Enter");

        assertThat(text("#details h2")).isEqualTo("0.0.0.0-10.127.255.255");
        assertThat(page().evaluate("[...document.querySelectorAll('svg .box')].every(it => it.tabIndex === 0)")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void darkAndLightChangeTheGround() throws IOException {
        open(BOUTIQUE);
        String before = ground();

        page().click("#theme");

        assertThat(ground()).isNotEqualTo(before);
    }

    @Test
    void namesThatAreScriptsAreShownAndNotRun() throws IOException {
        String hostile = "</script><img src=x onerror=alert(1)><script>document.title='run'</script>";
        String page = graph("--title", hostile, BOUTIQUE);

        open(page, "hostile.html");

        assertThat(page().evaluate("document.title").asText()).isEqualTo(hostile);
        assertThat(page().evaluate("document.images.length").asInt()).isZero();
        assertThat(text("h1")).isEqualTo(hostile);
    }

    private Browser page() {
        if (browser == null) {
            throw new IllegalStateException("the browser was not started");
        }
        return browser;
    }

    private void open(String input) throws IOException {
        open(graph(input), input.replace('/', '-') + ".html");
    }

    private void open(String html, String file) throws IOException {
        Path path = folder.resolve(file);
        Files.writeString(path, html);
        page().open(path.toUri());
    }

    private String text(String selector) {
        return page().evaluate("document.querySelector('" + selector + "').innerText")
                .asText();
    }

    private String ground() {
        return page().evaluate("getComputedStyle(document.body).backgroundColor")
                .asText();
    }

    private List<String> listed() {
        var ids = new ArrayList<String>();
        page().evaluate("[...document.querySelectorAll('#list button')].map(it => it.dataset.id)")
                .forEach(id -> ids.add(id.asText()));
        return ids;
    }

    /** Client by client the ports that the page shows as open. */
    private Map<String, String> shownConsumers() {
        var consumers = new TreeMap<String, String>();
        for (JsonNode pair : page().evaluate("[...document.querySelectorAll('#consumers .peer')]"
                + ".filter(it => it.dataset.ports).map(it => [it.dataset.id, it.dataset.ports])")) {
            consumers.put(pair.path(0).asText(), pair.path(1).asText());
        }
        return consumers;
    }

    private static String name(String id) {
        if (id.startsWith("{")) {
            return id.substring(1, id.length() - 1); // what is no workload
        }
        String name = id.substring(id.indexOf('/') + 1);
        int kind = name.indexOf('[');
        return kind < 0 ? name : name.substring(0, kind);
    }

    /** What {@code reach} lists, by server and client. */
    private static Map<String, Map<String, String>> reach(String input) {
        var reach = new TreeMap<String, Map<String, String>>();
        run("reach", input).lines().forEach(line -> {
            String client = line.substring(0, line.indexOf(" => "));
            String server = line.substring(line.indexOf(" => ") + 4, line.indexOf(" : "));
            reach.computeIfAbsent(server, it -> new TreeMap<>()).put(client, line.substring(line.indexOf(" : ") + 3));
        });
        return reach;
    }

    private static String graph(String... arguments) {
        var all = new ArrayList<>(List.of("graph", "-o", "html"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        Commands.line().setOut(new PrintWriter(out)).execute(arguments);
        return out.toString();
    }
}
