package dev.clientintents.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A browser with one page, spoken to by the <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools
 * protocol</a>. It notes what the page requests, what it writes to the console and which scripts fail.
 */
public final class Browser implements AutoCloseable {

    private static final int PATIENCE = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile boolean loaded;
    private @Nullable String session;

    /**
     * Starts one.
     *
     * @throws IOException where no browser can be had on this machine; the message says why
     */
    public static Browser start() throws IOException, InterruptedException {
        return new Browser(BrowserBinary.find(System.getenv()));
    }

    private Browser(BrowserBinary binary) throws IOException, InterruptedException {
        profile = Files.createTempDirectory("browser");
        var builder = new ProcessBuilder(
                binary.executable().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--window-size=1600,900",
                "--user-data-dir=" + profile,
                "about:blank");
        if (!binary.libraries().isEmpty()) {
            builder.environment()
                    .put(
                            "LD_LIBRARY_PATH",
                            binary.libraries().stream().map(Path::toString).collect(Collectors.joining(":")));
        }
        process = builder.redirectErrorStream(true)
                .redirectOutput(profile.resolve("log").toFile())
                .start();
        socket = connect();
        JsonNode target = call("Target.createTarget", Map.of("url", "about:blank"));
        session = call(
                        "Target.attachToTarget",
                        Map.of("targetId", target.path("targetId").asText(), "flatten", true))
                .path("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            call(domain + ".enable", Map.of());
        }
    }

    private WebSocket connect() throws IOException {
        Path portFile = profile.resolve("DevToolsActivePort");
        Awaitility.await("the browser's port")
                .atMost(PATIENCE, TimeUnit.SECONDS)
                .until(() -> !process.isAlive()
                        || (Files.exists(portFile)
                                && Files.readAllLines(portFile).size() == 2));
        if (!process.isAlive()) {
            throw new IllegalStateException("the browser ended: " + Files.readString(profile.resolve("log")));
        }
        List<String> lines = Files.readAllLines(portFile);
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)), new Listener())
                .join();
    }

    /** Opens a page, and forgets what was noted of the one before. */
    public void open(URI page) {
        requests.clear();
        complaints.clear();
        loaded = false;
        call("Page.navigate", Map.of("url", page.toString()));
        Awaitility.await("the page").atMost(PATIENCE, TimeUnit.SECONDS).until(() -> loaded);
    }

    /** The value of an expression, which must be one that JSON can hold. */
    public JsonNode evaluate(String expression) {
        JsonNode answer = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Presses the mouse in the middle of the first element that a selector matches, wherever the page has put it. */
    public void click(String selector) {
        JsonNode middle = evaluate("(() => { const it = document.querySelector(" + JSON.valueToTree(selector)
                + "); it.scrollIntoView({block: 'nearest'}); const box = it.getBoundingClientRect();"
                + " return {x: box.x + box.width / 2, y: box.y + box.height / 2}; })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            middle.path("x").asDouble(),
                            "y",
                            middle.path("y").asDouble(),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
    }

    /** Types into whatever has the focus. */
    public void type(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /** Presses a key by its name, for example {@code Enter}; a single character types itself. */
    public void press(String key) {
        var down = new LinkedHashMap<String, Object>();
        down.put("type", "keyDown");
        down.put("key", key);
        if (key.equals("Enter")) {
            down.put("text", "\r");
        } else if (key.length() == 1) {
            down.put("text", key);
        }
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    /** What the page requested, beside itself. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Errors and warnings of the console, and scripts that failed. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        int id = calls.incrementAndGet();
        var message = new LinkedHashMap<String, Object>();
        message.put("id", id);
        message.put("method", method);
        message.put("params", parameters);
        if (session != null) {
            message.put("sessionId", session);
        }
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        socket.sendText(JSON.valueToTree(message).toString(), true).join();
        try {
            JsonNode told = answer.get(PATIENCE, TimeUnit.SECONDS);
            if (told.has("error")) {
                throw new IllegalStateException(method + ": " + told.path("error"));
            }
            return told.path("result");
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method + " is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void note(JsonNode event) {
        JsonNode parameters = event.path("params");
        switch (event.path("method").asText()) {
            case "Page.loadEventFired" -> loaded = true;
            case "Network.requestWillBeSent" -> {
                String url = parameters.path("request").path("url").asText();
                if (!parameters.path("type").asText().equals("Document") && !url.startsWith("data:")) {
                    requests.add(url);
                }
            }
            case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
            case "Runtime.consoleAPICalled" ->
                complaints.add(parameters.path("args").toString());
            case "Log.entryAdded" ->
                complaints.add(parameters.path("entry").path("text").asText());
            default -> {}
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        var files = new ArrayList<Path>();
        try (Stream<Path> all = Files.walk(profile)) {
            all.forEach(files::add);
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(files.get(i));
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                receive(part.toString());
                part.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        private void receive(String text) {
            try {
                JsonNode message = JSON.readTree(text);
                CompletableFuture<JsonNode> answer =
                        answers.remove(message.path("id").asInt());
                if (answer == null) {
                    note(message);
                } else {
                    answer.complete(message);
                }
            } catch (IOException e) {
                complaints.add(e.toString());
            }
        }
    }
}
