package dev.clientintents.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Behaves as GitHub and GitLab do with the comments of pull request 7 of {@code acme/shop}, and of merge request 7 of project
 * 5: pages of at most 100, comments of several authors, tokens that may write, only read, or do neither.
 */
final class CommentServer implements AutoCloseable {

    static final String WRITER = "may-write";
    static final String READER = "may-read";

    private static final Pattern PAGE = Pattern.compile("per_page=([0-9]+)&page=([0-9]+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Comment> comments = new ArrayList<>();
    private int writes;

    record Comment(int id, String author, String body) {}

    private record Reply(int code, JsonNode body) {}

    CommentServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** Lets a test of the program that comments run only where the programs are that it needs, as on runners of both hosts. */
    static void assumeProgramsOfTheClient() {
        String[] path = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
        for (String program : List.of("bash", "curl", "jq")) {
            assumeThat(path)
                    .as("%s is not on the PATH", program)
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized void add(String author, String body) {
        comments.add(new Comment(comments.size() + 1000, author, body));
    }

    synchronized List<Comment> comments() {
        return List.copyOf(comments);
    }

    /** The number of comments that were written or changed. */
    synchronized int writes() {
        return writes;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        Reply reply = reply(exchange);
        byte[] body = JSON.writeValueAsBytes(reply.body);
        exchange.sendResponseHeaders(reply.code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean gitHub = path.startsWith("/repos/acme/shop/issues/");
        String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String token = gitHub
                ? bearer.replaceFirst("^Bearer ", "")
                : String.valueOf(exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN"));
        if (!token.equals(WRITER) && !token.equals(READER)) {
            return error(401);
        }
        String method = exchange.getRequestMethod();
        if (method.equals("GET")) {
            return path.equals("/user")
                    ? new Reply(200, JSON.createObjectNode().put("username", "bot"))
                    : page(exchange, path);
        }
        if (!token.equals(WRITER)) {
            return error(403);
        }
        String text = JSON.readTree(exchange.getRequestBody()).path("body").textValue();
        if (text == null || text.getBytes(UTF_8).length > 65_536) {
            return error(422);
        }
        return write(method, path, text);
    }

    private Reply page(HttpExchange exchange, String path) {
        if (!isCollection(path)) {
            return error(404);
        }
        Matcher asked = PAGE.matcher(exchange.getRequestURI().getQuery());
        if (!asked.matches()) {
            return error(400);
        }
        int size = Math.min(100, Integer.parseInt(asked.group(1)));
        ArrayNode page = JSON.createArrayNode();
        comments.stream()
                .skip((long) size * (Integer.parseInt(asked.group(2)) - 1))
                .limit(size)
                .forEach(it -> page.add(json(it)));
        return new Reply(200, page);
    }

    private Reply write(String method, String path, String text) {
        if (method.equals("POST") && isCollection(path)) {
            add(path.startsWith("/repos/") ? "github-actions[bot]" : "bot", text);
            writes++;
            return new Reply(201, json(comments.get(comments.size() - 1)));
        }
        String id = path.replaceFirst(".*/", "");
        boolean one = (method.equals("PATCH") && path.equals("/repos/acme/shop/issues/comments/" + id))
                || (method.equals("PUT") && path.equals("/projects/5/merge_requests/7/notes/" + id));
        for (int i = 0; one && i < comments.size(); i++) {
            Comment comment = comments.get(i);
            if (id.equals(Integer.toString(comment.id))) {
                comments.set(i, new Comment(comment.id, comment.author, text));
                writes++;
                return new Reply(200, json(comments.get(i)));
            }
        }
        return error(404);
    }

    private static boolean isCollection(String path) {
        return path.equals("/repos/acme/shop/issues/7/comments") || path.equals("/projects/5/merge_requests/7/notes");
    }

    private static ObjectNode json(Comment comment) {
        ObjectNode json = JSON.createObjectNode().put("id", comment.id).put("body", comment.body);
        json.putObject("user").put("login", comment.author);
        json.putObject("author").put("username", comment.author);
        return json;
    }

    private static Reply error(int code) {
        return new Reply(code, JSON.createObjectNode().put("message", "no"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
