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
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code status}, {@code show} and {@code reload} have in common: they ask a running daemon and print its answer. */
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

    /** What a person reads of a good answer. */
    abstract String text(JsonNode answer);

    /** Whether a good answer tells of errors. */
    boolean tellsErrors(JsonNode answer) {
        return false;
    }

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = http.address()
                .orElseThrow(() -> http.refuse("expected --http HOST:PORT, as the daemon was started with"));
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request(address), BodyHandlers.ofString());
            boolean good = answer.statusCode() < 400;
            JsonNode body = new ObjectMapper().readTree(answer.body());
            (good ? out : err).print(json ? answer.body() : good ? text(body) : AnswerText.error(body));
            out.flush();
            err.flush();
            return good && !tellsErrors(body) ? 0 : 1;
        } catch (IOException unreachable) {
            err.println("no daemon answers at " + address.getHostString() + ":" + address.getPort()
                    + "; is it running with --http?");
            err.flush();
            return UNREACHABLE;
        }
    }

    private HttpRequest request(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        String literal = host.contains(":") ? "[" + host + "]" : host;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + literal + ":" + address.getPort() + path()))
                .timeout(PATIENCE)
                .method(method(), BodyPublishers.noBody());
        http.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request.build();
    }

    /** All publications. */
    @Command(
            name = "status",
            description = "Prints how every publication of a running daemon fares.",
            mixinStandardHelpOptions = true)
    static final class Status extends AskCommand {
        @Override
        String method() {
            return "GET";
        }

        @Override
        String path() {
            return "/publications";
        }

        @Override
        String text(JsonNode answer) {
            return AnswerText.table(answer, Instant.now());
        }
    }

    /** One publication. */
    @Command(
            name = "show",
            description = "Prints how one publication of a running daemon fares.",
            mixinStandardHelpOptions = true)
    static final class Show extends AskCommand {
        @Parameters(paramLabel = "ID", description = "The section's name.")
        private String id = "";

        @Override
        String method() {
            return "GET";
        }

        @Override
        String path() {
            return "/publications/"
                    + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        }

        @Override
        String text(JsonNode answer) {
            return AnswerText.details(answer, Instant.now());
        }
    }

    /** A reload. */
    @Command(
            name = "reload",
            description = "Lets a running daemon read its configuration anew, and prints what changed.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:no errors", "1:errors, each printed on a line", "2:no daemon answers"})
    static final class Reload extends AskCommand {
        @Override
        String method() {
            return "POST";
        }

        @Override
        String path() {
            return "/reload";
        }

        @Override
        String text(JsonNode answer) {
            return AnswerText.reload(answer);
        }

        @Override
        boolean tellsErrors(JsonNode answer) {
            return answer.path("problems").findValuesAsText("severity").contains("error");
        }
    }
}
