package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code status}, {@code show} and the like have in common: they ask a running daemon and print its answer. */
abstract class AskCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int UNREACHABLE = 2;

    @Mixin
    private HttpOption http;

    @Option(names = "--json", description = "Print the answer as it came, for other programs.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    AskCommand() {}

    abstract String method();

    /** Begins with a slash. */
    abstract String path();

    /** What is sent along. */
    String body() {
        return "";
    }

    /** What a person reads of a good answer. */
    abstract String text(JsonNode answer);

    /** What is asked for besides, for people; null for nothing. */
    @Nullable
    String besides() {
        return null;
    }

    /** What a person reads besides. */
    String textBesides(JsonNode answer) {
        return "";
    }

    /** What a program reads of an answer. */
    String json(String text, JsonNode answer) {
        return text;
    }

    /** What is to be told of a good answer. */
    JsonNode read(JsonNode answer) {
        return answer;
    }

    /** The exit code for what is told. */
    int exit(JsonNode told) {
        return 0;
    }

    /** The path's part for a publication, {@code ID} or {@code ID/USER}. */
    static String publication(String name) {
        return "/publications/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    ParameterException refuse(String message) {
        return http.refuse(message);
    }

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = http.address()
                .orElseThrow(() -> http.refuse("expected --http HOST:PORT, as the daemon was started with"));
        PrintWriter err = command.commandLine().getErr();
        try {
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<String> answer = client.send(request(address, path()), BodyHandlers.ofString());
            boolean good = answer.statusCode() < 400;
            JsonNode body = new ObjectMapper().readTree(answer.body());
            if (!good) {
                err.print(json ? answer.body() : AnswerText.error(body));
                err.flush();
                return 1;
            }
            JsonNode told = read(body);
            String people = json ? "" : text(told) + besides(client, address);
            print(json(answer.body(), told), people);
            return exit(told);
        } catch (IOException unreachable) {
            err.println("no daemon answers at " + address.getHostString() + ":" + address.getPort()
                    + "; is it running with --http?");
            err.flush();
            return UNREACHABLE;
        }
    }

    /** A daemon of another version may not have it. */
    private String besides(HttpClient client, InetSocketAddress address) throws IOException, InterruptedException {
        String path = besides();
        if (path == null) {
            return "";
        }
        HttpResponse<String> answer = client.send(request(address, path), BodyHandlers.ofString());
        return answer.statusCode() < 400 ? textBesides(new ObjectMapper().readTree(answer.body())) : "";
    }

    /** Prints for a program, or for a person. */
    void print(String forPrograms, String forPeople) {
        out().print(json ? forPrograms : forPeople);
        out().flush();
    }

    private HttpRequest request(InetSocketAddress address, String path) {
        String host = address.getAddress().getHostAddress();
        String literal = host.contains(":") ? "[" + host + "]" : host;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + literal + ":" + address.getPort() + path))
                .timeout(PATIENCE)
                .method(method(), BodyPublishers.ofString(body()));
        http.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request.build();
    }
}
